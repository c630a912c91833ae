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
        self.search(document, id, node)
    }

    /// Answers for everything reachable at once: asked one by one, a long chain would be walked again from each link.
    fn search(&mut self, document: &Document, id: &RefId, node: &Node) -> bool {
        self.scan(document, id, node);
        let mut reached = vec![id.clone()];
        let mut seen = HashSet::from([id.clone()]);
        let mut users: HashMap<RefId, Vec<RefId>> = HashMap::new();
        let mut marked = Vec::new();
        let mut next = 0;
        while let Some(from) = reached.get(next).cloned() {
            next += 1;
            let known = self.answers.get(&from);
            let scan = self.scanned.get(&from);
            if known == Some(&true) || (known.is_none() && scan.is_some_and(|scan| scan.marked)) {
                marked.push(from.clone());
            }
            let targets = scan.filter(|_| known.is_none()).map(|scan| &scan.targets);
            for target in targets.into_iter().flatten() {
                users.entry(target.clone()).or_default().push(from.clone());
                if seen.insert(target.clone()) {
                    reached.push(target.clone());
                }
            }
        }
        for one in &reached {
            self.answers.entry(one.clone()).or_insert(false);
        }
        let mut differing = HashSet::new();
        while let Some(one) = marked.pop() {
            if differing.insert(one.clone()) {
                marked.extend(users.get(&one).into_iter().flatten().cloned());
                self.answers.insert(one, true);
            }
        }
        differing.contains(id)
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
