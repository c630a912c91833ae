//! How much of the suite is judged as it says, and what is not, by name.

use crate::suite::Group;

/// What became of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Accepts,
    Rejects,
    Panics,
    /// The schema has become no type.
    Unconverted,
}

impl Verdict {
    pub(crate) fn of(accepted: bool) -> Self {
        if accepted {
            Verdict::Accepts
        } else {
            Verdict::Rejects
        }
    }
}

/// The score of some groups, given what was said about every instance of each: a line of figures, then every miss.
pub(crate) fn score(groups: &[Group], verdicts: &[Vec<Verdict>]) -> String {
    let (mut tests, mut agreeing, mut whole) = (0, 0, 0);
    let (mut accepted, mut rejected, mut panics, mut unconverted) = (0, 0, 0, 0);
    let mut misses = Vec::new();
    for (group, verdicts) in groups.iter().zip(verdicts) {
        assert_eq!(group.cases.len(), verdicts.len(), "a verdict for each case");
        let before = misses.len();
        for (case, verdict) in group.cases.iter().zip(verdicts) {
            tests += 1;
            if *verdict == Verdict::of(case.valid) {
                agreeing += 1;
                continue;
            }
            let (count, said) = match verdict {
                Verdict::Accepts => (&mut accepted, "accepts"),
                Verdict::Rejects => (&mut rejected, "rejects"),
                Verdict::Panics => (&mut panics, "panics"),
                Verdict::Unconverted => (&mut unconverted, "has no type for"),
            };
            *count += 1;
            misses.push(format!(
                "{said}: {} / {} / {}",
                group.file, group.name, case.name
            ));
        }
        whole += usize::from(before == misses.len());
    }
    let percent = 100.0 * f64::from(agreeing) / f64::from(tests.max(1));
    let mut text = format!(
        "{whole} of {} groups, {agreeing} of {tests} tests agree ({percent:.2} %), {accepted} invalid accepted, {rejected} valid rejected, {panics} panics, {unconverted} unconverted",
        groups.len()
    );
    for miss in &misses {
        text.push('\n');
        text.push_str(miss);
    }
    text
}
