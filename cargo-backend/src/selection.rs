//! Whether a selection means anything in a document: a misspelt tag would make an empty service.

use std::collections::BTreeSet;

use backend_codegen::{
    settings::Selection,
    spec::{Document, Node, closest},
    summary::Route,
};

use crate::error::CliError;

/// Refuses tags that no operation has, and operations that are not there. `routes` are the selected ones.
pub(crate) fn check(
    selection: &Selection,
    document: &Document,
    routes: &[Route],
) -> Result<(), CliError> {
    let tags = tags(document);
    for tag in selection.include_tags.iter().chain(&selection.exclude_tags) {
        if !tags.contains(tag.as_str()) {
            let message = format!("no operation of the document has the tag `{tag}`");
            return Err(CliError::usage(message).help(known(tag, &tags)));
        }
    }
    let selected: BTreeSet<_> = routes.iter().map(|it| it.operation_id.as_str()).collect();
    for id in &selection.operations {
        if !selected.contains(id.as_str()) {
            let message = format!("the selection has no operation `{id}`");
            let ids = operation_ids(document);
            return Err(CliError::usage(message).help(known(id, &ids)));
        }
    }
    if routes.is_empty() && *selection != Selection::default() {
        return Err(CliError::usage("the selection leaves no operation")
            .help("leave out one of --include-tag, --exclude-tag and --operation"));
    }
    Ok(())
}

fn known(word: &str, words: &BTreeSet<&str>) -> String {
    const MOST: usize = 12;
    if let Some(near) = closest(word, words.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let listed: Vec<_> = words.iter().take(MOST).copied().collect();
    let more = if words.len() > MOST { ", …" } else { "" };
    format!("there are: {}{more}", listed.join(", "))
}

fn tags(document: &Document) -> BTreeSet<&str> {
    operations(document)
        .filter_map(|operation| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(Node::as_str)
        .collect()
}

fn operation_ids(document: &Document) -> BTreeSet<&str> {
    operations(document)
        .filter_map(|operation| operation.get("operationId")?.as_str())
        .collect()
}

/// Every value of every path item; what is no operation has neither tags nor an operationId.
fn operations(document: &Document) -> impl Iterator<Item = &Node> {
    let paths = document.root().get("paths").and_then(Node::as_object);
    let items = paths.into_iter().flat_map(|paths| paths.entries());
    items
        .filter_map(|item| document.deref(&item.value).ok()?.node.as_object())
        .flat_map(|item| item.entries())
        .map(|entry| &entry.value)
}
