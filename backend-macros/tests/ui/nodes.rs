use backend_runtime::schema::{Node, node};

static MISSPELT: Node = node!(Vec<u8>, max_itms = 1);
static OTHER_TYPE: Node = node!(Vec<u8>, max_length = 1);
static NOTHING: Node = node!();

fn main() {}
