//! Which named schemas differ between requests and responses, because a `readOnly` or `writeOnly` is in or below them.

use std::collections::{HashMap, HashSet};

use crate::spec::{Document, Node, RefId};

/// Answers by reference target, each schema read once.
#[derive(Debug, Default)]
pub(super) struct Directions {
    scanned: HashMap<RefId, Scan>,
    answers: HashMap<RefId, bool>,
}

#[derive(Debug, Default)]
struct Scan {
    marked: bool,
    targets: Vec<RefId>,
}

impl Directions {
    /// Whether the target, or any schema it refers to, has a property for one direction only.
    pub(super) fn differ(&mut self, document: &Document, id: &RefId, node: &Node) -> bool {
        if let Some(&answer) = self.answers.get(id) {
            return answer;
        }
        let answer = self.search(document, id, node);
        self.answers.insert(id.clone(), answer);
        answer
    }

    fn search(&mut self, document: &Document, id: &RefId, node: &Node) -> bool {
        let mut seen = HashSet::from([id.clone()]);
        let mut queue = vec![id.clone()];
        self.scan(document, id, node);
        while let Some(next) = queue.pop() {
            let Some(scan) = self.scanned.get(&next) else {
                continue;
            };
            if scan.marked || self.answers.get(&next) == Some(&true) {
                return true;
            }
            let targets = scan.targets.clone();
            queue.extend(
                targets
                    .into_iter()
                    .filter(|target| seen.insert(target.clone())),
            );
        }
        false
    }

    /// Reads everything reachable from a target, without recursion over references.
    fn scan(&mut self, document: &Document, id: &RefId, node: &Node) {
        let mut queue = vec![(id.clone(), node)];
        while let Some((id, node)) = queue.pop() {
            if self.scanned.contains_key(&id) {
                continue;
            }
            let mut scan = Scan::default();
            let mut found = Vec::new();
            visit(document, node, &mut scan, &mut found);
            self.scanned.insert(id, scan);
            queue.extend(found);
        }
    }

    /// The same question for a schema that has no name.
    pub(super) fn inline_differs(&mut self, document: &Document, node: &Node) -> bool {
        let mut scan = Scan::default();
        let mut found = Vec::new();
        visit(document, node, &mut scan, &mut found);
        scan.marked
            || found
                .iter()
                .any(|(id, node)| self.differ(document, id, node))
    }
}

fn visit<'a>(
    document: &'a Document,
    node: &'a Node,
    scan: &mut Scan,
    found: &mut Vec<(RefId, &'a Node)>,
) {
    if node
        .get("$ref")
        .is_some_and(|reference| reference.as_str().is_some())
        && let Ok(resolved) = document.deref(node)
        && let Some(id) = resolved.id
    {
        scan.targets.push(id.clone());
        found.push((id, resolved.node));
    }
    for key in ["properties", "patternProperties"] {
        for (_, property) in node
            .get(key)
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(|object| object.iter())
        {
            let flag = |name| property.get(name).and_then(Node::as_bool) == Some(true);
            scan.marked |= flag("readOnly") || flag("writeOnly");
            visit(document, property, scan, found);
        }
    }
    for key in ["items", "additionalProperties", "not", "contains"] {
        if let Some(child) = node.get(key) {
            visit(document, child, scan, found);
        }
    }
    for key in ["allOf", "anyOf", "oneOf", "prefixItems"] {
        for child in node.get(key).and_then(Node::as_array).unwrap_or_default() {
            visit(document, child, scan, found);
        }
    }
}
