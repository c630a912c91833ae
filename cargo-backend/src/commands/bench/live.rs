//! `--live`: a full-screen view of a run.

use std::{
    collections::VecDeque,
    io,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use backend_runtime::bench::{Control, Snapshot};
use ratatui::{
    DefaultTerminal, Frame,
    crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers},
    layout::{Constraint, Layout},
    style::{Color, Style},
    text::Line,
    widgets::{Block, Gauge, Paragraph, Sparkline},
};

/// Ticks kept for the curves.
const KEPT: usize = 300;
const TICK: Duration = Duration::from_millis(500);

/// What the view remembers.
struct View {
    target: String,
    length: Option<Duration>,
    now: Snapshot,
    rates: VecDeque<u64>,
    p99_micros: VecDeque<u64>,
    errors: VecDeque<u64>,
}

/// Shows the run until it is over; `q` or Ctrl-C ends it.
pub(crate) fn show(target: String, length: Option<Duration>, control: &Control, over: &AtomicBool) {
    let Ok(mut terminal) = ratatui::try_init() else {
        return;
    };
    let mut view = View {
        target,
        length,
        now: Snapshot::default(),
        rates: VecDeque::new(),
        p99_micros: VecDeque::new(),
        errors: VecDeque::new(),
    };
    // A terminal that cannot be drawn on is no reason to end the measurement.
    let _ = watch(&mut terminal, &mut view, control, over);
    ratatui::restore();
}

fn watch(
    terminal: &mut DefaultTerminal,
    view: &mut View,
    control: &Control,
    over: &AtomicBool,
) -> io::Result<()> {
    let mut looked = Instant::now();
    while !over.load(Ordering::Relaxed) {
        terminal.draw(|frame| view.draw(frame))?;
        if event::poll(Duration::from_millis(100))? && is_end(&event::read()?) {
            control.stop();
        }
        if looked.elapsed() >= TICK {
            view.take(control.snapshot(), looked.elapsed());
            looked = Instant::now();
        }
    }
    Ok(())
}

/// In raw mode Ctrl-C is a key like any other.
fn is_end(event: &Event) -> bool {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Press => {
            let ctrl_c =
                key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
            ctrl_c || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc)
        }
        _ => false,
    }
}

impl View {
    fn take(&mut self, snapshot: Snapshot, time: Duration) {
        let per_second = |count: u64| (count as f64 / time.as_secs_f64().max(0.001)) as u64;
        keep(
            &mut self.rates,
            per_second(snapshot.requests.saturating_sub(self.now.requests)),
        );
        keep(
            &mut self.errors,
            per_second(snapshot.failed.saturating_sub(self.now.failed)),
        );
        keep(
            &mut self.p99_micros,
            (snapshot.recent.quantile_ms(0.99) * 1000.0) as u64,
        );
        self.now = snapshot;
    }

    fn draw(&self, frame: &mut Frame<'_>) {
        let rows = Layout::vertical([
            Constraint::Length(3),
            Constraint::Length(5),
            Constraint::Min(4),
            Constraint::Min(4),
            Constraint::Length(4),
        ]);
        let [top, figures, rates, latencies, errors] = rows.areas(frame.area());
        frame.render_widget(self.progress(), top);
        frame.render_widget(self.figures(), figures);
        curve(frame, rates, "requests/s", &self.rates, Color::Blue);
        curve(
            frame,
            latencies,
            "p99 (µs)",
            &self.p99_micros,
            Color::Yellow,
        );
        curve(frame, errors, "errors/s", &self.errors, Color::Red);
    }

    fn progress(&self) -> Gauge<'_> {
        let ratio = match self.length {
            Some(length) => self.now.elapsed_s / length.as_secs_f64().max(0.001),
            None => 0.0,
        };
        Gauge::default()
            .block(Block::bordered().title(format!(" {} (q ends) ", self.target)))
            .gauge_style(Style::new().fg(Color::Blue))
            .ratio(ratio.clamp(0.0, 1.0))
            .label(format!("{:.0} s", self.now.elapsed_s))
    }

    fn figures(&self) -> Paragraph<'_> {
        let now = &self.now;
        let warming = if now.warming_up {
            "warm-up, not counted   "
        } else {
            ""
        };
        let rate = self.rates.back().copied().unwrap_or_default();
        let quantile = |share| now.recent.quantile_ms(share);
        Paragraph::new(vec![
            Line::from(format!(
                "{warming}{rate} requests/s   {} ended   {} failed",
                now.requests, now.failed
            )),
            Line::from(format!(
                "p50 {:.2} ms   p95 {:.2} ms   p99 {:.2} ms",
                quantile(0.5),
                quantile(0.95),
                quantile(0.99)
            )),
            Line::from(format!(
                "{} connections   {} under way",
                now.connections, now.in_flight
            )),
        ])
        .block(Block::bordered())
    }
}

fn keep(values: &mut VecDeque<u64>, value: u64) {
    if values.len() == KEPT {
        values.pop_front();
    }
    values.push_back(value);
}

fn curve(
    frame: &mut Frame<'_>,
    area: ratatui::layout::Rect,
    title: &str,
    values: &VecDeque<u64>,
    colour: Color,
) {
    let room = usize::from(area.width.saturating_sub(2));
    let shown: Vec<u64> = values
        .iter()
        .skip(values.len().saturating_sub(room))
        .copied()
        .collect();
    let highest = shown.iter().max().copied().unwrap_or_default();
    let title = format!(
        " {title}, now {}, highest {highest} ",
        values.back().copied().unwrap_or_default()
    );
    let sparkline = Sparkline::default()
        .block(Block::bordered().title(title))
        .style(Style::new().fg(colour))
        .data(shown);
    frame.render_widget(sparkline, area);
}

#[cfg(test)]
mod tests {
    use ratatui::{Terminal, backend::TestBackend};

    use super::*;

    #[test]
    fn draws_figures_and_curves() {
        let mut view = View {
            target: "http://a".to_owned(),
            length: Some(Duration::from_secs(10)),
            now: Snapshot::default(),
            rates: VecDeque::new(),
            p99_micros: VecDeque::new(),
            errors: VecDeque::new(),
        };
        view.take(
            Snapshot {
                elapsed_s: 5.0,
                requests: 500,
                failed: 3,
                ..Snapshot::default()
            },
            Duration::from_millis(500),
        );
        let mut terminal = Terminal::new(TestBackend::new(70, 24)).expect("a terminal in memory");
        terminal
            .draw(|frame| view.draw(frame))
            .expect("drawing in memory");
        let text = terminal.backend().to_string();
        for expected in [
            "http://a",
            "1000 requests/s",
            "500 ended",
            "3 failed",
            "p99 (µs)",
            "errors/s",
        ] {
            assert!(text.contains(expected), "{expected} is missing:\n{text}");
        }
    }
}
