//! What the service sends: functions that do it, and the trait and routes of a receiver made from the same document.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::{
    emit::lang::rust::{OperationShape, RustNames, ident, operation_shape, rust_type},
    ir::{Api, CallbackUrl, Content, ContentKind, Location, Outgoing, UrlPiece, UrlSource},
};

/// The operations that are sent, as an API of their own: one group of webhooks, one of callbacks.
pub(super) struct Sent {
    pub(super) api: Api,
    pub(super) names: RustNames,
}

impl Sent {
    /// `None` when nothing is sent.
    pub(super) fn of(api: &Api) -> Option<Self> {
        let api = api.sent()?;
        let names = RustNames::new(&api);
        Some(Self { api, names })
    }

    /// What each module holds, and its name.
    pub(super) fn modules(&self) -> impl Iterator<Item = (&str, &str)> {
        let groups = self.api.groups.iter().enumerate();
        groups.map(|(index, group)| {
            let docs = group.description.as_deref().unwrap_or_default();
            (docs, self.names.group(index).module.as_str())
        })
    }

    /// Where each operation stands when they are listed group by group.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.api.operations.len()];
        let listed = self.api.groups.iter().flat_map(|group| &group.operations);
        for (place, &operation) in listed.enumerate() {
            places[operation] = place;
        }
        places
    }

    /// The functions of a group that send, and the URLs of its callbacks.
    pub(super) fn senders(&self, group: usize, outgoing: &[Outgoing]) -> Vec<TokenStream> {
        let mut items = Vec::new();
        for &index in &self.api.groups[group].operations {
            let shape = operation_shape(&self.api, index, &self.names);
            let url = outgoing[index].url.as_ref();
            items.extend(url.and_then(|url| self.url(&shape, &outgoing[index].name, url)));
            items.extend(self.sender(&shape, &outgoing[index].name));
        }
        items
    }

    /// `ON_EVENT_URL`
    fn url(
        &self,
        shape: &OperationShape<'_>,
        name: &str,
        url: &CallbackUrl,
    ) -> Option<TokenStream> {
        let pieces = url.pieces.as_ref()?.iter().map(piece);
        let constant = format_ident!("{}_URL", shape.names.constant);
        let docs = super::docs::docs(Some(&format!("Where {name:?} is sent: {:?}.", url.text)));
        Some(quote! {
            #docs
            pub const #constant: outgoing::Expression = outgoing::Expression(&[#(#pieces),*]);
        })
    }

    /// `send_on_event`; `None` where the only body is a multipart form.
    fn sender(&self, shape: &OperationShape<'_>, name: &str) -> Option<TokenStream> {
        let function = format_ident!("send_{}", shape.names.function.trim_start_matches("r#"));
        let method = ident(shape.operation.method.as_str());
        let sets = shape
            .parameters
            .iter()
            .filter(|set| set.location != Location::Path);
        let (mut arguments, mut calls) = (Vec::new(), Vec::new());
        for set in sets {
            let (field, ty) = (ident(set.field), ident(&set.name));
            let location = match set.location {
                Location::Path => quote!(Path),
                Location::Query => quote!(Query),
                Location::Header => quote!(Header),
                Location::Cookie => quote!(Cookie),
            };
            arguments.push(quote!(#field: &#ty,));
            calls.push(quote!(.parameters(openapi::ParameterIn::#location, #field)?));
        }
        let mut message =
            quote!(let message = outgoing::Message::new(outgoing::Method::#method) #(#calls)*;);
        if let Some(body) = &shape.body {
            let contents = body.contents.iter().map(|(_, content)| *content);
            let (ty, call) = self.body(preferred(contents)?);
            let body_type = if body.optional {
                quote!(Option<#ty>)
            } else {
                ty
            };
            arguments.push(quote!(body: #body_type,));
            message.extend(if body.optional {
                quote!(let message = match body { Some(body) => message #call, None => message };)
            } else {
                quote!(let message = message #call;)
            });
        }
        let docs = super::docs::docs(Some(&format!("Sends {name:?} to a URL.")));
        Some(quote! {
            #docs
            pub async fn #function(
                sender: &outgoing::Sender,
                url: &str,
                #(#arguments)*
            ) -> Result<outgoing::Delivery, outgoing::SendError> {
                #message
                sender.send(url, message).await
            }
        })
    }

    /// The type of the argument, and the call that puts it into the message.
    fn body(&self, content: &Content) -> (TokenStream, TokenStream) {
        let usual = match content.kind {
            ContentKind::Json => "application/json",
            ContentKind::Text => "text/plain",
            ContentKind::EventStream => "text/event-stream",
            ContentKind::Form | ContentKind::Multipart | ContentKind::Binary => {
                "application/octet-stream"
            }
        };
        let media_type = Some(content.media_type.as_str()).filter(|known| !known.contains('*'));
        let media_type = media_type.unwrap_or(usual);
        let ty = content.schema.as_ref().map_or_else(
            || quote!(serde_json::Value),
            |schema| rust_type(schema, &self.api.types, &self.names),
        );
        match content.kind {
            ContentKind::Json => (quote!(&#ty), quote!(.json(#media_type, body)?)),
            ContentKind::Form if content.schema.is_some() => (quote!(&#ty), quote!(.form(body)?)),
            ContentKind::Text | ContentKind::EventStream => {
                (quote!(String), quote!(.bytes(#media_type, body)))
            }
            ContentKind::Form | ContentKind::Multipart | ContentKind::Binary => {
                (quote!(Vec<u8>), quote!(.bytes(#media_type, body)))
            }
        }
    }
}

/// JSON where there is any, else the first that can be written.
fn preferred<'a>(contents: impl Iterator<Item = &'a Content> + Clone) -> Option<&'a Content> {
    let is_json = |content: &&Content| content.kind == ContentKind::Json;
    let is_written = |content: &&Content| content.kind != ContentKind::Multipart;
    contents
        .clone()
        .find(is_json)
        .or_else(|| contents.clone().find(is_written))
}

fn piece(piece: &UrlPiece) -> TokenStream {
    match piece {
        UrlPiece::Text(text) => quote!(outgoing::Piece::Text(#text)),
        UrlPiece::Url => quote!(outgoing::Piece::Url),
        UrlPiece::Method => quote!(outgoing::Piece::Method),
        UrlPiece::StatusCode => quote!(outgoing::Piece::StatusCode),
        UrlPiece::Request(of) => {
            let of = source(of);
            quote!(outgoing::Piece::Request(#of))
        }
        UrlPiece::Response(of) => {
            let of = source(of);
            quote!(outgoing::Piece::Response(#of))
        }
    }
}

fn source(source: &UrlSource) -> TokenStream {
    let (variant, argument): (&str, &str) = match source {
        UrlSource::Header(name) => ("Header", name),
        UrlSource::Query(name) => ("Query", name),
        UrlSource::Path(name) => ("Path", name),
        UrlSource::Body(pointer) => ("Body", pointer),
    };
    let variant: Ident = ident(variant);
    quote!(outgoing::Source::#variant(#argument))
}
