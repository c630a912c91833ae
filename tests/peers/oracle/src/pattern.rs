//! Patterns in the words of another engine.

/// The pattern as the oracle's engine reads it: escapes that ECMA-262 allows without need are taken away, and the classes
/// that it keeps to ASCII stay there.
pub fn readable(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('/') => out.push('/'),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            other => out.push(other),
        }
    }
    out
}
