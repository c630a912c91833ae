//! The schema of the error envelope.

use crate::schema::{Keyword, Meta, Node, Property, TypeSet};

/// The component `ErrorEnvelope`: what errors look like that the document does not define.
pub static ERROR_ENVELOPE: Node = Node {
    name: Some("ErrorEnvelope"),
    nullable: false,
    meta: Some(&Meta {
        description: Some(
            "What the service answers where the document defines no error of its own.",
        ),
        ..Meta::NONE
    }),
    keywords: &[
        OBJECT,
        Keyword::Properties(&[
            property("error", Node::new(&[OBJECT, Keyword::Properties(ERROR)])),
            property("meta", Node::new(&[OBJECT, Keyword::Properties(META)])),
        ]),
    ],
};

const META: &[Property] = &[property("requestId", STRING)];

const ERROR: &[Property] = &[
    property("code", CODE),
    property("message", MESSAGE),
    Property {
        required: false,
        ..property("details", DETAILS)
    },
];

const DETAIL: &[Property] = &[
    property("field", FIELD),
    property("code", STRING),
    property("message", STRING),
    Property {
        required: false,
        ..property("params", Node::new(&[OBJECT]))
    },
];

const DETAILS: Node = Node::new(&[
    Keyword::Type(TypeSet::ARRAY),
    Keyword::Items(&Node::new(&[OBJECT, Keyword::Properties(DETAIL)])),
]);

const CODE: Node = Node {
    meta: Some(&Meta {
        description: Some("Stable, for programs."),
        ..Meta::NONE
    }),
    ..STRING
};
const MESSAGE: Node = Node {
    meta: Some(&Meta {
        description: Some("For people."),
        ..Meta::NONE
    }),
    ..STRING
};
const FIELD: Node = Node {
    meta: Some(&Meta {
        description: Some(
            "A JSON Pointer into the body, or query.limit, path.id, header.x-name, cookie.x.",
        ),
        ..Meta::NONE
    }),
    ..STRING
};

const OBJECT: Keyword = Keyword::Type(TypeSet::OBJECT);
const STRING: Node = Node::new(&[Keyword::Type(TypeSet::STRING)]);

const fn property(name: &'static str, node: Node) -> Property {
    Property {
        name,
        required: true,
        node,
    }
}

/// A success response that the document does not declare: anything under `data`.
pub const DATA_ENVELOPE: Node = Node::new(&[OBJECT, Keyword::Properties(DATA)]);

/// The same with `success`.
pub const SUCCESS_ENVELOPE: Node = Node::new(&[
    OBJECT,
    Keyword::Properties(&[property("success", BOOLEAN)]),
    Keyword::Properties(DATA),
]);

const DATA: &[Property] = &[
    property("data", Node::ANY),
    property("meta", Node::new(&[OBJECT, Keyword::Properties(META)])),
];
const BOOLEAN: Node = Node::new(&[Keyword::Type(TypeSet::BOOLEAN)]);
