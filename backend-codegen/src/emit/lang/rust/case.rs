//! serde's `rename_all` rules for variants.

/// A rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// `lowercase`
    Lower,
    /// `UPPERCASE`
    Upper,
    /// `camelCase`
    Camel,
    /// `snake_case`
    Snake,
    /// `SCREAMING_SNAKE_CASE`
    ScreamingSnake,
    /// `kebab-case`
    Kebab,
    /// `SCREAMING-KEBAB-CASE`
    ScreamingKebab,
}

impl Case {
    /// The plain ones first: of several that fit, the first is taken.
    const ALL: [Case; 7] = [
        Case::Lower,
        Case::Upper,
        Case::Camel,
        Case::Snake,
        Case::ScreamingSnake,
        Case::Kebab,
        Case::ScreamingKebab,
    ];

    /// The rule that spells at least two variants, and more of them than their own names and any other rule do.
    pub(crate) fn of_most(variants: &[String], values: &[String]) -> Option<Case> {
        let count = |spelled: &dyn Fn(&String) -> String| {
            let pairs = variants.iter().zip(values);
            pairs
                .filter(|(variant, value)| spelled(variant) == **value)
                .count()
        };
        let mut best = (None, count(&String::clone).max(1));
        for case in Case::ALL {
            let fitting = count(&|variant| case.variant(variant));
            if fitting > best.1 {
                best = (Some(case), fitting);
            }
        }
        best.0
    }

    /// As serde calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Case::Lower => "lowercase",
            Case::Upper => "UPPERCASE",
            Case::Camel => "camelCase",
            Case::Snake => "snake_case",
            Case::ScreamingSnake => "SCREAMING_SNAKE_CASE",
            Case::Kebab => "kebab-case",
            Case::ScreamingKebab => "SCREAMING-KEBAB-CASE",
        }
    }

    /// What a variant is called on the wire.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Case::Lower => name.to_ascii_lowercase(),
            Case::Upper => name.to_ascii_uppercase(),
            Case::Camel => {
                let mut characters = name.chars();
                let first = characters.next().map(|first| first.to_ascii_lowercase());
                first.into_iter().chain(characters).collect()
            }
            Case::Snake => snake(name),
            Case::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Case::Kebab => snake(name).replace('_', "-"),
            Case::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (index, character) in name.char_indices() {
        if index > 0 && character.is_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_of_most_variants_is_taken() {
        let of = |variants: &[&str], values: &[&str]| {
            let owned =
                |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
            Case::of_most(&owned(variants), &owned(values)).map(Case::name)
        };
        assert_eq!(
            of(&["Open", "Closed"], &["open", "closed"]),
            Some("lowercase")
        );
        assert_eq!(
            of(&["InUse", "Free"], &["in_use", "free"]),
            Some("snake_case")
        );
        assert_eq!(
            of(&["InUse", "A"], &["in-use", "+1"]),
            None,
            "one is too few"
        );
        assert_eq!(
            of(&["InUse", "Free", "A"], &["in-use", "free", "+1"]),
            Some("kebab-case")
        );
        assert_eq!(of(&["Open", "Closed"], &["Open", "Closed"]), None);
        assert_eq!(of(&["Get", "Put"], &["GET", "PUT"]), Some("UPPERCASE"));
    }
}
