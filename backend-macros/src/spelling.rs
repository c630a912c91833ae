//! `#[derive(Enum)]`: an enumeration of strings, from and to its spelling.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Ident, Result};

use crate::serde::Serde;
use crate::syntax::all;

/// The derive, with a mistake as a compile error at its place.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    syn::parse2(input)
        .and_then(|input| expand(&input))
        .unwrap_or_else(Error::into_compile_error)
}

fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let (idents, values): (Vec<&Ident>, Vec<String>) = variants(input)?.into_iter().unzip();
    let wire = quote!(::backend_runtime::wire);
    Ok(quote! {
        impl #name {
            /// The value as the document writes it.
            pub const fn as_str(&self) -> &'static str {
                match self {
                    #(Self::#idents => #values,)*
                }
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = #wire::UnknownVariant;

            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    #(#values => ::core::result::Result::Ok(Self::#idents),)*
                    _ => ::core::result::Result::Err(#wire::UnknownVariant),
                }
            }
        }

        #[automatically_derived]
        impl #wire::serde::Serialize for #name {
            fn serialize<S: #wire::serde::Serializer>(&self, to: S) -> ::core::result::Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl<'de> #wire::serde::Deserialize<'de> for #name {
            fn deserialize<D: #wire::serde::Deserializer<'de>>(from: D) -> ::core::result::Result<Self, D::Error> {
                #wire::spelled(from, &[#(#values),*])
            }
        }
    })
}

/// Every variant with its spelling.
fn variants(input: &DeriveInput) -> Result<Vec<(&Ident, String)>> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "derive(Enum) is for enums"));
    };
    let container = Serde::of(&input.attrs);
    all(data.variants.iter().map(|variant| {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(
                variant.ident.span(),
                "a variant of strings holds nothing",
            ));
        }
        let own = variant.ident.to_string();
        let renamed = container.rename_all.map(|case| case.variant(&own));
        Ok((
            &variant.ident,
            Serde::of(&variant.attrs).rename.or(renamed).unwrap_or(own),
        ))
    }))
}

#[cfg(test)]
mod tests {
    use super::derive;
    use quote::quote;

    #[test]
    fn spellings_follow_serde() {
        let tokens = derive(quote! {
            #[serde(rename_all = "kebab-case")]
            enum Size { VeryBig, #[serde(rename = "S")] Small }
        })
        .to_string();
        assert!(tokens.contains("VeryBig => \"very-big\""), "{tokens}");
        assert!(tokens.contains("Small => \"S\""), "{tokens}");
        assert!(
            derive(quote!(
                enum A {
                    B(u8),
                }
            ))
            .to_string()
            .contains("compile_error")
        );
        assert!(
            derive(quote!(
                struct A;
            ))
            .to_string()
            .contains("compile_error")
        );
    }
}
