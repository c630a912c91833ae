//! Rows of values for placeholders (RFC 4180: commas, quotes, a header line).

use crate::bench::BenchError;

/// A table with named columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Csv {
    /// Column names.
    pub header: Vec<String>,
    /// At least one row.
    pub rows: Vec<Vec<String>>,
}

impl Csv {
    /// Reads a table.
    ///
    /// # Errors
    ///
    /// Usage, when there is no row below the header, a row has another number of fields, or a quote is not closed.
    pub fn parse(text: &str) -> Result<Self, BenchError> {
        let wrong = |what: String| {
            BenchError::usage(
                format!("`--csv`: {what}"),
                "write a header line and one line for each row, fields separated by commas",
            )
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut records = records(text).ok_or_else(|| wrong("a quote is not closed".to_owned()))?;
        if records.len() < 2 {
            return Err(wrong("no row below the header line".to_owned()));
        }
        let header = records.remove(0);
        for (index, row) in records.iter().enumerate() {
            if row.len() != header.len() {
                return Err(wrong(format!(
                    "row {} has {} fields, the header has {}",
                    index + 1,
                    row.len(),
                    header.len()
                )));
            }
        }
        Ok(Self {
            header,
            rows: records,
        })
    }

    /// The position of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column.trim() == name)
    }
}

fn records(text: &str) -> Option<Vec<Vec<String>>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        records.push(record);
    }
    records.retain(|record| record.len() > 1 || !record[0].is_empty());
    (!quoted).then_some(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_quotes_and_line_ends() {
        let csv = Csv::parse("a,b\r\n1,\"x \"\"y\"\"\nz\"\r\n\r\n2,\r\n").unwrap();
        assert_eq!(csv.rows, [["1", "x \"y\"\nz"], ["2", ""]]);
        assert_eq!(csv.column("b"), Some(1));
    }

    #[test]
    fn refuses_ragged_and_empty_tables() {
        for text in ["", "a,b\n", "a,b\n1\n", "a\n\"x\n"] {
            assert!(Csv::parse(text).is_err(), "{text:?}");
        }
    }
}
