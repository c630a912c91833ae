//! The objects around schemas (OpenAPI §4.8).

use super::Kind::*;
use super::Shape::*;
use super::{Field, Others, Rules, field, required, since_3_1, since_3_2};

const fn plain(title: &'static str, fields: &'static [Field]) -> Rules {
    Rules {
        title,
        referable: false,
        fields,
        others: Others::Unknown,
    }
}

const fn referable(title: &'static str, fields: &'static [Field]) -> Rules {
    Rules {
        title,
        referable: true,
        fields,
        others: Others::Unknown,
    }
}

const fn named(title: &'static str, fields: &'static [Field], others: super::Shape) -> Rules {
    Rules {
        title,
        referable: false,
        fields,
        others: Others::Named(others),
    }
}

pub(super) static OPEN_API: Rules = plain(
    "document",
    &[
        required("openapi", Text),
        since_3_2("$self", Text),
        required("info", One(Info)),
        since_3_1("jsonSchemaDialect", Text),
        field("servers", List(Server)),
        field("paths", One(Paths)),
        since_3_1("webhooks", Map(PathItem)),
        field("components", One(Components)),
        field("security", List(SecurityRequirement)),
        field("tags", List(Tag)),
        field("externalDocs", One(ExternalDocs)),
    ],
);

pub(super) static INFO: Rules = plain(
    "Info Object",
    &[
        required("title", Text),
        since_3_1("summary", Text),
        field("description", Text),
        field("termsOfService", Text),
        field("contact", One(Contact)),
        field("license", One(License)),
        required("version", Text),
    ],
);

pub(super) static CONTACT: Rules = plain(
    "Contact Object",
    &[
        field("name", Text),
        field("url", Text),
        field("email", Text),
    ],
);

pub(super) static LICENSE: Rules = plain(
    "License Object",
    &[
        required("name", Text),
        since_3_1("identifier", Text),
        field("url", Text),
    ],
);

pub(super) static SERVER: Rules = plain(
    "Server Object",
    &[
        required("url", Text),
        field("description", Text),
        since_3_2("name", Text),
        field("variables", Map(ServerVariable)),
    ],
);

pub(super) static SERVER_VARIABLE: Rules = plain(
    "Server Variable Object",
    &[
        field("enum", TextList),
        required("default", Text),
        field("description", Text),
    ],
);

pub(super) static COMPONENTS: Rules = plain(
    "Components Object",
    &[
        field("schemas", Map(Schema)),
        field("responses", Map(Response)),
        field("parameters", Map(Parameter)),
        field("examples", Map(Example)),
        field("requestBodies", Map(RequestBody)),
        field("headers", Map(Header)),
        field("securitySchemes", Map(SecurityScheme)),
        field("links", Map(Link)),
        field("callbacks", Map(Callback)),
        since_3_1("pathItems", Map(PathItem)),
        since_3_2("mediaTypes", Map(MediaType)),
    ],
);

pub(super) static PATHS: Rules = named("Paths Object", &[], One(PathItem));

pub(super) static PATH_ITEM: Rules = referable(
    "Path Item Object",
    &[
        field("$ref", Text),
        field("summary", Text),
        field("description", Text),
        field("get", One(Operation)),
        field("put", One(Operation)),
        field("post", One(Operation)),
        field("delete", One(Operation)),
        field("options", One(Operation)),
        field("head", One(Operation)),
        field("patch", One(Operation)),
        field("trace", One(Operation)),
        since_3_2("query", One(Operation)),
        since_3_2("additionalOperations", Map(Operation)),
        field("servers", List(Server)),
        field("parameters", List(Parameter)),
    ],
);

pub(super) static OPERATION: Rules = plain(
    "Operation Object",
    &[
        field("tags", TextList),
        field("summary", Text),
        field("description", Text),
        field("externalDocs", One(ExternalDocs)),
        field("operationId", Text),
        field("parameters", List(Parameter)),
        field("requestBody", One(RequestBody)),
        field("responses", One(Responses)),
        field("callbacks", Map(Callback)),
        field("deprecated", Flag),
        field("security", List(SecurityRequirement)),
        field("servers", List(Server)),
    ],
);

pub(super) static EXTERNAL_DOCS: Rules = plain(
    "External Documentation Object",
    &[field("description", Text), required("url", Text)],
);

pub(super) static PARAMETER: Rules = referable(
    "Parameter Object",
    &[
        required("name", Text),
        required("in", Text),
        field("description", Text),
        field("required", Flag),
        field("deprecated", Flag),
        field("allowEmptyValue", Flag),
        field("style", Text),
        field("explode", Flag),
        field("allowReserved", Flag),
        field("schema", One(Schema)),
        field("example", Data),
        field("examples", Map(Example)),
        field("content", Map(MediaType)),
    ],
);

pub(super) static HEADER: Rules = referable(
    "Header Object",
    &[
        field("description", Text),
        field("required", Flag),
        field("deprecated", Flag),
        field("allowEmptyValue", Flag),
        field("style", Text),
        field("explode", Flag),
        field("allowReserved", Flag),
        field("schema", One(Schema)),
        field("example", Data),
        field("examples", Map(Example)),
        field("content", Map(MediaType)),
    ],
);

pub(super) static REQUEST_BODY: Rules = referable(
    "Request Body Object",
    &[
        field("description", Text),
        required("content", Map(MediaType)),
        field("required", Flag),
    ],
);

pub(super) static MEDIA_TYPE: Rules = referable(
    "Media Type Object",
    &[
        field("schema", One(Schema)),
        since_3_2("itemSchema", One(Schema)),
        field("example", Data),
        field("examples", Map(Example)),
        field("encoding", Map(Encoding)),
        since_3_2("prefixEncoding", List(Encoding)),
        since_3_2("itemEncoding", One(Encoding)),
    ],
);

pub(super) static ENCODING: Rules = plain(
    "Encoding Object",
    &[
        field("contentType", Text),
        field("headers", Map(Header)),
        field("style", Text),
        field("explode", Flag),
        field("allowReserved", Flag),
        since_3_2("encoding", Map(Encoding)),
        since_3_2("prefixEncoding", List(Encoding)),
        since_3_2("itemEncoding", One(Encoding)),
    ],
);

pub(super) static RESPONSES: Rules = named("Responses Object", &[], One(Response));

pub(super) static RESPONSE: Rules = referable(
    "Response Object",
    &[
        field("description", Text),
        since_3_2("summary", Text),
        field("headers", Map(Header)),
        field("content", Map(MediaType)),
        field("links", Map(Link)),
    ],
);

pub(super) static CALLBACK: Rules = Rules {
    title: "Callback Object",
    referable: true,
    fields: &[],
    others: Others::Named(One(PathItem)),
};

pub(super) static EXAMPLE: Rules = referable(
    "Example Object",
    &[
        field("summary", Text),
        field("description", Text),
        field("value", Data),
        since_3_2("dataValue", Data),
        since_3_2("serializedValue", Text),
        field("externalValue", Text),
    ],
);

pub(super) static LINK: Rules = referable(
    "Link Object",
    &[
        field("operationRef", Text),
        field("operationId", Text),
        field("parameters", Data),
        field("requestBody", Data),
        field("description", Text),
        field("server", One(Server)),
    ],
);

pub(super) static TAG: Rules = plain(
    "Tag Object",
    &[
        required("name", Text),
        since_3_2("summary", Text),
        field("description", Text),
        field("externalDocs", One(ExternalDocs)),
        since_3_2("parent", Text),
        since_3_2("kind", Text),
    ],
);

pub(super) static SECURITY_SCHEME: Rules = referable(
    "Security Scheme Object",
    &[
        required("type", Text),
        field("description", Text),
        field("name", Text),
        field("in", Text),
        field("scheme", Text),
        field("bearerFormat", Text),
        field("flows", One(OauthFlows)),
        field("openIdConnectUrl", Text),
        since_3_2("oauth2MetadataUrl", Text),
        since_3_2("deprecated", Flag),
    ],
);

pub(super) static OAUTH_FLOWS: Rules = plain(
    "OAuth Flows Object",
    &[
        field("implicit", One(OauthFlow)),
        field("password", One(OauthFlow)),
        field("clientCredentials", One(OauthFlow)),
        field("authorizationCode", One(OauthFlow)),
        since_3_2("deviceAuthorization", One(OauthFlow)),
    ],
);

pub(super) static OAUTH_FLOW: Rules = plain(
    "OAuth Flow Object",
    &[
        field("authorizationUrl", Text),
        since_3_2("deviceAuthorizationUrl", Text),
        field("tokenUrl", Text),
        field("refreshUrl", Text),
        required("scopes", TextMap),
    ],
);

pub(super) static SECURITY_REQUIREMENT: Rules = named("Security Requirement Object", &[], TextList);
