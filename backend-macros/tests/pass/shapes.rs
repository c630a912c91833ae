use backend_runtime::schema::{Schema, Union};
use backend_runtime::validate::Validate;
use backend_runtime::wire;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

/// serde's attributes, all of which are followed.
#[derive(Serialize, Deserialize, Validate, Schema)]
#[serde(rename_all = "kebab-case", rename = "Renamed", default)]
#[derive(Default)]
struct Attributes {
    #[serde(rename = "a", alias = "b")]
    renamed: u8,
    #[serde(skip)]
    hidden: u8,
    #[serde(skip_serializing)]
    secret: String,
    #[serde(skip_deserializing)]
    id: u64,
    #[serde(flatten)]
    more: More,
    #[serde(flatten)]
    rest: BTreeMap<String, serde_json::Value>,
}

#[derive(Default, Serialize, Deserialize, Validate, Schema)]
struct More {
    more: Option<bool>,
}

#[derive(Serialize, Deserialize, Validate, Schema)]
struct Unit;

#[derive(Serialize, Deserialize, Validate, Schema)]
struct Pair(#[schema(minimum = 1)] u8, #[schema(max_length = 3)] String);

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Validate, Schema)]
#[schema(min_length = 1)]
struct Word(String);

#[derive(Serialize, Deserialize, Validate, Schema)]
struct Generic<T> {
    #[schema(max_items = 3)]
    items: Vec<T>,
    next: Option<Box<Generic<T>>>,
}

#[derive(Serialize, Deserialize, Validate, Schema)]
struct Containers {
    cow: Cow<'static, str>,
    #[serde(with = "wire")]
    arc: Arc<Word>,
    rc: Box<str>,
    keys: HashMap<Word, BTreeMap<i64, Word>>,
    #[serde(with = "wire")]
    set: HashSet<Word>,
    #[serde(with = "wire")]
    sorted: Option<BTreeSet<Word>>,
    queue: VecDeque<Word>,
    #[schema(items(minimum = 1))]
    array: [u8; 4],
    tuple: (u8, i16, char, bool, f32, u64, String, Option<u8>),
    #[schema(items(items(max_length = 2)))]
    nested: Vec<Vec<String>>,
    #[schema(values(items(minimum = 1)))]
    lists: BTreeMap<String, Vec<u8>>,
}

/// Types of other crates, each behind a feature.
#[derive(Serialize, Deserialize, Validate, Schema)]
struct Foreign {
    #[serde(with = "wire")]
    #[schema(default = "2024-02-29T00:00:00Z")]
    time: time::OffsetDateTime,
    #[serde(with = "wire")]
    date: Option<time::Date>,
    #[serde(with = "wire")]
    #[schema(example = "67e55044-10b1-426f-9247-bb680e5fe0c8")]
    id: uuid::Uuid,
    #[serde(with = "wire")]
    #[schema(default = "1.50")]
    price: rust_decimal::Decimal,
    #[serde(with = "wire")]
    home: url::Url,
    #[serde(with = "wire")]
    chrono: chrono::DateTime<chrono::Utc>,
    #[serde(with = "wire")]
    day: chrono::NaiveDate,
    #[serde(with = "wire")]
    octets: bytes::Bytes,
    #[serde(with = "wire")]
    #[schema(max_items = 3)]
    many: Vec<Option<uuid::Uuid>>,
}

#[derive(Serialize, Deserialize, Validate, Schema)]
enum External {
    Unit,
    Newtype(#[schema(min_length = 1)] String),
    Struct {
        #[schema(minimum = 0)]
        a: i32,
    },
    Tuple(u8, #[schema(maximum = 2)] u8),
}

#[derive(Serialize, Deserialize, Validate, Schema)]
#[serde(
    tag = "type",
    rename_all = "snake_case",
    rename_all_fields = "camelCase"
)]
enum Internal {
    Unit,
    Newtype(More),
    #[serde(alias = "old_name")]
    Struct {
        #[schema(minimum = 0)]
        two_words: i32,
    },
}

#[derive(Serialize, Deserialize, Validate, Schema)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(#[schema(min_length = 1)] String),
    Struct {
        #[schema(minimum = 0)]
        a: i32,
    },
}

#[derive(Serialize, Deserialize, Validate, Schema)]
#[serde(untagged)]
enum Untagged {
    Newtype(#[schema(minimum = 1)] i64),
    Struct { a: String },
}

#[derive(Debug, Clone, PartialEq, Union)]
#[schema(one_of, discriminator = "kind")]
enum Either {
    #[schema(mapping = "l")]
    Left(Side),
    #[schema(mappings("r", "right"))]
    Right(Side),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Validate, Schema)]
struct Side {
    kind: String,
}

pub(crate) fn main() {
    let word = Rc::new(Word("a".to_owned()));
    assert!(word.is_valid());
}
