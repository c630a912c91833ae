//! Results as a table, ratios last.

/// Rows of text under a heading; numbers are formatted by the caller.
#[derive(Debug)]
pub(crate) struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table with these column titles.
    pub(crate) fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self {
            columns: columns.map(str::to_owned).to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; missing cells stay empty.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.to_vec());
    }

    /// Writes the table to standard output.
    pub(crate) fn print(&self) {
        print!("{}", self.render());
    }

    /// The first column to the left, the numbers to the right.
    fn render(&self) -> String {
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|index| self.width(index))
            .collect();
        let mut text = String::new();
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            let cells = widths.iter().enumerate().map(|(index, &width)| {
                let cell = row.get(index).map_or("", String::as_str);
                if index == 0 {
                    format!("{cell:<width$}")
                } else {
                    format!("{cell:>width$}")
                }
            });
            text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            text.push('\n');
        }
        text
    }

    fn width(&self, index: usize) -> usize {
        std::iter::once(&self.columns)
            .chain(&self.rows)
            .filter_map(|row| row.get(index))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
    }
}

/// `3.10 ×`, or a dash where there is nothing to divide by.
pub(crate) fn ratio(value: f64, base: f64) -> String {
    if base > 0.0 {
        format!("{:.2} ×", value / base)
    } else {
        "–".to_owned()
    }
}

/// Bytes as mebibytes: `16.2 MiB`.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / (1024.0 * 1024.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligns_names_left_and_numbers_right() {
        let mut table = Table::new(["program", "CPU"]);
        table.row(["ours".to_owned(), "0.02 s".to_owned()]);
        table.row(["a longer name".to_owned(), "12.30 s".to_owned()]);
        assert_eq!(
            table.render(),
            "program            CPU\nours            0.02 s\na longer name  12.30 s\n"
        );
    }

    #[test]
    fn formats_ratios_and_sizes() {
        assert_eq!(ratio(3.1, 1.0), "3.10 ×");
        assert_eq!(ratio(3.1, 0.0), "–");
        assert_eq!(mebibytes(16 * 1024 * 1024), "16.0 MiB");
    }
}
