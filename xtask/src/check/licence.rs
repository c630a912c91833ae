//! SPDX licence expressions: `MIT OR (Apache-2.0 AND ISC)`.

/// Whether an expression can be satisfied with the allowed licences. `/`, the old form of `OR`, is understood;
/// an exception (`Apache-2.0 WITH LLVM-exception`) only grants more, so its licence alone counts.
///
/// # Errors
/// When it is no SPDX expression.
pub(super) fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> Result<bool, String> {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let result = any(&mut rest, allowed);
    match result {
        Some(result) if rest.is_empty() => Ok(result),
        _ => Err(format!("`{expression}` is no SPDX expression")),
    }
}

fn any(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = all(rest, allowed)?;
    while take(rest, "OR") {
        result |= all(rest, allowed)?;
    }
    Some(result)
}

fn all(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = one(rest, allowed)?;
    while take(rest, "AND") {
        result &= one(rest, allowed)?;
    }
    Some(result)
}

fn one(rest: &mut &[&str], allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    if take(rest, "(") {
        let result = any(rest, allowed)?;
        return take(rest, ")").then_some(result);
    }
    let (&id, behind) = rest.split_first()?;
    *rest = behind;
    if take(rest, "WITH") {
        *rest = rest.get(1..)?;
    }
    Some(allowed(id))
}

fn take(rest: &mut &[&str], word: &str) -> bool {
    let found = rest.first() == Some(&word);
    if found {
        *rest = &rest[1..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::satisfied;

    fn mit(expression: &str) -> Result<bool, String> {
        satisfied(expression, &|id| id == "MIT")
    }

    #[test]
    fn or_needs_one_and_needs_all() {
        assert_eq!(mit("GPL-3.0 OR MIT"), Ok(true));
        assert_eq!(mit("GPL-3.0/MIT"), Ok(true));
        assert_eq!(mit("GPL-3.0 AND MIT"), Ok(false));
        assert_eq!(mit("MIT AND (GPL-3.0 OR MIT)"), Ok(true));
        assert_eq!(mit("MIT OR GPL-3.0 AND GPL-2.0"), Ok(true));
        assert_eq!(mit("MIT WITH LLVM-exception"), Ok(true));
    }

    #[test]
    fn refuses_what_is_no_expression() {
        for bad in ["", "MIT OR", "(MIT", "MIT MIT", "MIT WITH"] {
            assert!(mit(bad).is_err(), "{bad}");
        }
    }
}
