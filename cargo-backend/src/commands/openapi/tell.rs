//! Documents and changes on standard output.
#![allow(clippy::print_stdout, reason = "the result of the command")]

use anstream::{print, println};
use anstyle::{AnsiColor, Style};
use backend_codegen::compare::{Class, Difference, Report, Side};
use serde_json::{Value, json};

const CLASSES: [Class; 3] = [Class::Breaking, Class::Compatible, Class::Documentation];

/// A document as it is.
pub(super) fn document(text: &str) {
    print!("{text}");
}

/// Changes for people: by class, then by operation.
pub(super) fn text(report: &Report) {
    if report.differences.is_empty() {
        println!("no difference");
        return;
    }
    for class in CLASSES {
        let of_class: Vec<&Difference> = report
            .differences
            .iter()
            .filter(|difference| difference.class() == class)
            .collect();
        if of_class.is_empty() {
            continue;
        }
        let style = colour(class);
        println!("{style}{}{style:#} ({})", class.as_str(), of_class.len());
        let mut last = None;
        for difference in of_class {
            let heading = difference.operation.as_deref().unwrap_or("the document");
            if last != Some(heading) {
                println!("  {heading}");
                last = Some(heading);
            }
            println!("    {}", difference.message);
            println!("      {} [{}]", difference.pointer, difference.code);
        }
        println!();
    }
    let counts = CLASSES.map(|class| format!("{} {}", report.count(class), class.as_str()));
    println!("{}", counts.join(", "));
}

/// Changes for programs.
pub(super) fn json(report: &Report) {
    let changes: Vec<Value> = report.differences.iter().map(change).collect();
    let summary = json!({
        "breaking": report.count(Class::Breaking),
        "compatible": report.count(Class::Compatible),
        "documentation": report.count(Class::Documentation),
    });
    println!("{:#}", json!({ "summary": summary, "changes": changes }));
}

fn change(difference: &Difference) -> Value {
    json!({
        "class": difference.class().as_str(),
        "code": difference.code,
        "message": difference.message,
        "operation": difference.operation,
        "side": match difference.side {
            Side::Request => "request",
            Side::Response => "response",
        },
        "pointer": difference.pointer,
        "old": difference.old,
        "new": difference.new,
    })
}

fn colour(class: Class) -> Style {
    let colour = match class {
        Class::Breaking => AnsiColor::Red,
        Class::Compatible => AnsiColor::Green,
        Class::Documentation => AnsiColor::Cyan,
    };
    colour.on_default().bold()
}
