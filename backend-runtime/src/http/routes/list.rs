//! `http::routes!`: the operations of one group.

/// The operations of a group: `routes()` serves them with an API, `OPERATIONS` is what the document says about them.
///
/// Behind `; unrouted` stand operations that the document has, but no request reaches.
///
/// ```ignore
/// http::routes!(BooksApi: ListBooksRequest, CreateBookRequest);
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __routes {
    ($api:ident: $($routed:ident),* $(; unrouted $(, $unrouted:ident)*)?) => {
        /// The routes of this group.
        pub fn routes<A: $api>() -> $crate::http::Routes<A> {
            $crate::http::Routes::new()$(.with::<$routed>())*
        }

        /// What the document says about each operation of this group.
        pub const OPERATIONS: &[&$crate::http::Operation] = &[
            $(<$routed as $crate::http::Request>::OPERATION,)*
            $($(<$unrouted as $crate::http::Request>::OPERATION,)*)?
        ];
    };
}
