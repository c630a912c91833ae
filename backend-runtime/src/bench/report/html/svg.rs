//! Drawing charts as SVG: axes, lines, areas and bars over a range of numbers.

use std::fmt::Write as _;

/// The size of a chart in its own units; the page scales it to its width, on a phone to about three quarters.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 56.0;
/// Room for half of the last label.
const RIGHT: f64 = 30.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 34.0;

/// A chart under construction.
pub(crate) struct Chart {
    marks: String,
    x: Scale,
    y: Scale,
    title: String,
    legend: Vec<(String, String)>,
}

/// How values become positions.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) logarithmic: bool,
    /// Where lines and labels stand.
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) label: String,
}

impl Scale {
    /// From zero to a round number above `high`.
    pub(crate) fn from_zero(high: f64, label: &str) -> Self {
        let high = if high > 0.0 { high } else { 1.0 };
        let step = nice_step(high / 4.0);
        let top = (high / step).ceil() * step;
        let count = (top / step).round() as u32;
        Self {
            low: 0.0,
            high: top,
            logarithmic: false,
            ticks: (0..=count)
                .map(|index| f64::from(index) * step)
                .map(|value| (value, short(value)))
                .collect(),
            label: label.to_owned(),
        }
    }

    /// From zero to exactly `high`, for time.
    pub(crate) fn up_to(high: f64, label: &str) -> Self {
        let mut scale = Self::from_zero(high, label);
        scale.high = if high > 0.0 { high } else { 1.0 };
        scale.ticks.retain(|(value, _)| *value <= scale.high);
        scale
    }

    /// Powers of ten from below `low` to above `high`.
    pub(crate) fn powers(low: f64, high: f64, label: &str) -> Self {
        let first = low.max(1e-4).log10().floor() as i32;
        let last = (high.max(1e-3).log10().ceil() as i32).max(first + 1);
        Self {
            low: 10f64.powi(first),
            high: 10f64.powi(last),
            logarithmic: true,
            ticks: (first..=last)
                .map(|power| (10f64.powi(power), short(10f64.powi(power))))
                .collect(),
            label: label.to_owned(),
        }
    }

    fn share(&self, value: f64) -> f64 {
        let share = if self.logarithmic {
            (value.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        share.clamp(0.0, 1.0)
    }
}

impl Chart {
    pub(crate) fn new(title: &str, x: Scale, y: Scale) -> Self {
        Self {
            marks: String::new(),
            x,
            y,
            title: title.to_owned(),
            legend: Vec::new(),
        }
    }

    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let inner = (WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
        (
            LEFT + self.x.share(x) * inner.0,
            TOP + (1.0 - self.y.share(y)) * inner.1,
        )
    }

    /// A line through points; `class` gives its colour.
    pub(crate) fn line(
        &mut self,
        class: &str,
        name: &str,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) {
        let mut path = String::new();
        for (x, y) in points {
            let (x, y) = self.at(x, y);
            let command = if path.is_empty() { 'M' } else { 'L' };
            write!(path, "{command}{x:.1} {y:.1}").expect("writing to a string does not fail");
        }
        if !path.is_empty() {
            self.marks
                .push_str(&format!("<path class=\"line {class}\" d=\"{path}\"/>"));
            self.legend.push((class.to_owned(), name.to_owned()));
        }
    }

    /// A bar from `from` to `to`, with a tooltip.
    pub(crate) fn bar(&mut self, class: &str, (from, to): (f64, f64), height: f64, tip: &str) {
        let (left, top) = self.at(from, height);
        let (right, bottom) = self.at(to, self.y.low);
        let width = (right - left - 1.0).max(0.8);
        self.marks.push_str(&format!(
            "<rect class=\"bar {class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{:.1}\"><title>{}</title></rect>",
            (bottom - top).max(0.0),
            escape(tip)
        ));
    }

    /// The figure with its caption, axes and legend.
    pub(crate) fn render(self) -> String {
        let mut grid = String::new();
        for (value, label) in &self.y.ticks {
            let (x, y) = self.at(self.x.low, *value);
            grid.push_str(&format!(
                "<line class=\"grid\" x1=\"{x:.1}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
                WIDTH - RIGHT
            ));
            grid.push_str(&format!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
                x - 6.0,
                y + 4.0
            ));
        }
        for (value, label) in &self.x.ticks {
            let (x, y) = self.at(*value, self.y.low);
            grid.push_str(&format!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text>",
                y + 16.0
            ));
        }
        let legend: String = self
            .legend
            .iter()
            .filter(|_| self.legend.len() > 1)
            .map(|(class, name)| format!("<span class=\"key {class}\">{}</span>", escape(name)))
            .collect();
        format!(
            "<figure><figcaption>{title}<small>{y} over {x}</small></figcaption><svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{title}\">{grid}{marks}</svg><div class=\"legend\">{legend}</div></figure>",
            title = escape(&self.title),
            x = escape(&self.x.label),
            y = escape(&self.y.label),
            marks = self.marks,
        )
    }
}

/// 1, 2 or 5 times a power of ten, not below `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .find(|factor| factor * power >= rough * 0.999);
    step.unwrap_or(10.0) * power
}

/// A number as an axis shows it.
pub(crate) fn short(value: f64) -> String {
    match value {
        v if v >= 1e6 => format!("{}M", trimmed(v / 1e6)),
        v if v >= 1e4 => format!("{}k", trimmed(v / 1e3)),
        v => trimmed(v),
    }
}

fn trimmed(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// Text that cannot become markup.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_on_round_numbers() {
        let scale = Scale::from_zero(873.0, "ms");
        assert_eq!(scale.high, 1000.0);
        assert_eq!(scale.ticks.len(), 3);
        let powers = Scale::powers(0.3, 1200.0, "ms");
        assert_eq!((powers.low, powers.high), (0.1, 10_000.0));
    }

    #[test]
    fn text_cannot_become_markup() {
        let mut chart = Chart::new(
            "<script>",
            Scale::from_zero(1.0, "x"),
            Scale::from_zero(1.0, "y"),
        );
        chart.bar("a", (0.0, 1.0), 1.0, "</title><script>");
        assert!(!chart.render().contains("<script"));
    }
}
