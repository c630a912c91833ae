//! The success envelope: `{"data":…,"meta":{"requestId",…}}`.

use serde::Serialize;

use super::{Context, RequestId};

/// What accompanies the data.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// The request this answers.
    pub request_id: RequestId,
}

/// One thing.
#[derive(Debug, Clone, Serialize)]
pub struct Data<T> {
    /// `true` in services that say so in every answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// The thing.
    pub data: T,
    /// What accompanies it.
    pub meta: Meta,
}

impl<T> Data<T> {
    /// Wraps `data` for the request of `context`.
    pub fn new(data: T, context: &Context) -> Data<T> {
        Data {
            success: None,
            data,
            meta: Meta {
                request_id: context.request_id.clone(),
            },
        }
    }
}

impl<T> Data<T> {
    /// The same with `"success": true`.
    #[must_use]
    pub fn successful(self) -> Data<T> {
        Data {
            success: Some(true),
            ..self
        }
    }
}

/// What accompanies a list.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PageMeta {
    /// The request this answers.
    pub request_id: RequestId,
    /// Number of this page, where pages are numbered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<i64>,
    /// How many there are in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// Where the next page starts, for lists with a cursor; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One page of a list.
#[derive(Debug, Clone, Serialize)]
pub struct Page<T> {
    /// `true` in services that say so in every answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// The things on this page.
    pub data: Vec<T>,
    /// What accompanies them.
    pub meta: PageMeta,
}

impl<T> Page<T> {
    /// A page of a counted list.
    pub fn numbered(data: Vec<T>, page: i64, total: i64, context: &Context) -> Page<T> {
        let meta = PageMeta {
            request_id: context.request_id.clone(),
            page: Some(page),
            total: Some(total),
            next_cursor: None,
        };
        Page {
            success: None,
            data,
            meta,
        }
    }

    /// A page of a list that is read by cursor.
    pub fn cursor(data: Vec<T>, next_cursor: Option<String>, context: &Context) -> Page<T> {
        let meta = PageMeta {
            request_id: context.request_id.clone(),
            page: None,
            total: None,
            next_cursor,
        };
        Page {
            success: None,
            data,
            meta,
        }
    }

    /// The same with `"success": true`.
    #[must_use]
    pub fn successful(self) -> Page<T> {
        Page {
            success: Some(true),
            ..self
        }
    }
}
