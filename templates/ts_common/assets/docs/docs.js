"use strict";

// Everything from the document becomes text nodes or attribute values, never markup.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== "") element.append(child);
  }
  return element;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
const page = document.getElementById("page");
const credentials = {};
let api = {};

function resolve(node, seen = 0) {
  if (!node || typeof node.$ref !== "string" || seen > 20) return node || {};
  const target = node.$ref.replace(/^#\//, "").split("/")
    .map((part) => decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~"))
    .reduce((at, part) => (at ? at[part] : undefined), api);
  return resolve(target, seen + 1);
}

function typeName(schema) {
  if (!schema || schema === true) return "any";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const variants = schema.oneOf || schema.anyOf || schema.allOf;
  if (variants) return variants.map(typeName).join(schema.allOf ? " & " : " | ");
  const types = [].concat(schema.type || (schema.properties ? "object" : "any"));
  const named = types.map((type) => (type === "array" ? "array of " + typeName(schema.items) : type)).join(" or ");
  return schema.format ? named + " (" + schema.format + ")" : named;
}

const RULES = [
  "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern",
  "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "default", "const", "readOnly", "writeOnly",
];

function rules(schema) {
  const found = RULES.filter((rule) => schema[rule] !== undefined && schema[rule] !== false)
    .map((rule) => (schema[rule] === true ? rule : rule + ": " + JSON.stringify(schema[rule])));
  if (schema.enum) found.push("one of " + schema.enum.map((value) => JSON.stringify(value)).join(", "));
  if (schema.nullable) found.push("or null");
  return found.join(", ");
}

// A value of a schema, for the body that "Try it" starts with.
function sample(schema, depth = 0) {
  const named = schema;
  schema = resolve(schema);
  if (schema.example !== undefined) return schema.example;
  if (Array.isArray(schema.examples) && schema.examples.length) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (depth > 5) return named.$ref ? {} : null;
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, depth + 1)));
  if (schema.oneOf || schema.anyOf) return sample((schema.oneOf || schema.anyOf)[0], depth + 1);
  const type = [].concat(schema.type || (schema.properties ? "object" : "string"))[0];
  if (type === "object") {
    const members = Object.entries(schema.properties || {}).filter(([, member]) => !resolve(member).readOnly);
    return Object.fromEntries(members.map(([name, member]) => [name, sample(member, depth + 1)]));
  }
  if (type === "array") return [sample(schema.items || {}, depth + 1)];
  if (type === "integer" || type === "number") return schema.minimum ?? (schema.exclusiveMinimum === true ? 1 : 0);
  if (type === "boolean") return false;
  if (type === "null") return null;
  const formats = {
    "date-time": "2026-01-31T12:00:00Z", date: "2026-01-31", uuid: "00000000-0000-4000-8000-000000000000",
    email: "someone@example.com", uri: "https://example.com/",
  };
  return formats[schema.format] || "text".padEnd(schema.minLength || 0, "x");
}

function schemaTable(schema) {
  schema = resolve(schema);
  const parts = schema.allOf ? schema.allOf.map(resolve) : [schema];
  const rows = [];
  for (const part of parts) {
    for (const [name, member] of Object.entries(part.properties || {})) {
      const required = (part.required || []).includes(name);
      rows.push(make("tr", {},
        make("td", { class: required ? "required" : "" }, make("code", {}, name)),
        make("td", {}, typeName(member)),
        make("td", {}, [rules(resolve(member)), resolve(member).description].filter(Boolean).join(". "))));
    }
  }
  if (!rows.length) return make("p", { class: "note" }, typeName(schema) + (rules(schema) ? ", " + rules(schema) : ""));
  const head = make("tr", {}, ["Member", "Type", "Rules"].map((text) => make("th", { scope: "col" }, text)));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, rows));
}

function firstContent(content) {
  const types = Object.keys(content || {});
  const type = types.find((name) => /json/.test(name)) || types[0];
  return type ? { type, schema: (content[type] || {}).schema || {}, media: content[type] || {} } : undefined;
}

function parameterRow(parameter, inputs) {
  const schema = parameter.schema || (firstContent(parameter.content) || {}).schema || {};
  const label = parameter.in + " parameter " + parameter.name;
  const start = parameter.example ?? resolve(schema).example ?? (parameter.required ? resolve(schema).default : undefined);
  const input = make("input", { "aria-label": label, placeholder: parameter.required ? "required" : "" });
  if (start !== undefined) input.value = typeof start === "object" ? JSON.stringify(start) : String(start);
  inputs.push({ parameter, input });
  return make("tr", {},
    make("td", { class: parameter.required ? "required" : "" }, make("code", {}, parameter.name)),
    make("td", {}, parameter.in),
    make("td", {}, typeName(schema)),
    make("td", {}, [rules(resolve(schema)), parameter.description].filter(Boolean).join(". ")),
    make("td", {}, input));
}

function basePath() {
  const server = (api.servers || [])[0];
  if (!server) return "";
  try {
    return new URL(server.url, location.origin).pathname.replace(/\/$/, "");
  } catch {
    return "";
  }
}

// Each value is sent as it was typed; a list or object goes by the default style of its place.
function buildRequest(path, inputs) {
  const query = [];
  const headers = {};
  let url = path;
  for (const { parameter, input } of inputs) {
    const value = input.value;
    if (value === "" && parameter.in !== "path") continue;
    const name = parameter.name;
    if (parameter.in === "path") url = url.replace("{" + name + "}", encodeURIComponent(value));
    if (parameter.in === "query") query.push(encodeURIComponent(name) + "=" + encodeURIComponent(value));
    if (parameter.in === "header") headers[name] = value;
    if (parameter.in === "cookie") document.cookie = name + "=" + encodeURIComponent(value) + "; path=/; SameSite=Strict";
  }
  return { url: basePath() + url + (query.length ? "?" + query.join("&") : ""), headers };
}

function addCredentials(request, operation) {
  const schemes = (api.components || {}).securitySchemes || {};
  for (const requirement of operation.security || api.security || []) {
    for (const name of Object.keys(requirement)) {
      const scheme = resolve(schemes[name]);
      const value = credentials[name];
      if (!value) continue;
      if (scheme.type === "apiKey" && scheme.in === "header") request.headers[scheme.name] = value;
      else if (scheme.type === "apiKey" && scheme.in === "query") {
        request.url += (request.url.includes("?") ? "&" : "?") + encodeURIComponent(scheme.name) + "=" + encodeURIComponent(value);
      } else if (scheme.type === "apiKey") document.cookie = scheme.name + "=" + value + "; path=/; SameSite=Strict";
      else if (scheme.type === "http" && /^basic$/i.test(scheme.scheme)) request.headers.authorization = "Basic " + btoa(value);
      else request.headers.authorization = "Bearer " + value;
    }
  }
}

async function send(method, request, body, output) {
  output.replaceChildren(make("p", { class: "note" }, "Sending …"));
  const started = performance.now();
  try {
    const response = await fetch(request.url, { method: method.toUpperCase(), headers: request.headers, body });
    const text = await response.text();
    let shown = text;
    try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it is */ }
    const took = Math.round(performance.now() - started) + " ms";
    output.replaceChildren(
      make("p", { role: "status", class: response.ok ? "good" : "bad" }, response.status + " " + response.statusText + " in " + took),
      make("pre", { tabindex: "0" }, shown || "(no body)"));
  } catch (error) {
    output.replaceChildren(make("p", { role: "status", class: "bad" }, "No answer: " + error.message));
  }
}

function tryIt(path, method, operation, inputs, content) {
  const editor = content && make("textarea", { "aria-label": "request body", spellcheck: "false" });
  if (editor) {
    const example = content.media.example ?? sample(content.schema);
    editor.value = typeof example === "string" ? example : JSON.stringify(example, null, 2);
  }
  const output = make("div", { "aria-live": "polite" });
  const button = make("button", { type: "button", onclick: () => {
    const request = buildRequest(path, inputs);
    addCredentials(request, operation);
    if (editor) request.headers["content-type"] = content.type;
    send(method, request, editor ? editor.value : undefined, output);
  } }, "Send " + method.toUpperCase());
  return [make("h3", {}, "Try it"), editor || "", make("div", { class: "row" }, button), output];
}

function operationBody(path, method, item, operation) {
  const parameters = [...(item.parameters || []), ...(operation.parameters || [])].map((one) => resolve(one));
  const inputs = [];
  const parts = [];
  if (operation.description) parts.push(make("p", {}, operation.description));
  if (parameters.length) {
    const head = make("tr", {}, ["Name", "In", "Type", "Rules", "Value"].map((text) => make("th", { scope: "col" }, text)));
    const rows = parameters.map((parameter) => parameterRow(parameter, inputs));
    parts.push(make("h3", {}, "Parameters"), make("table", {}, make("thead", {}, head), make("tbody", {}, rows)));
  }
  const content = firstContent(resolve(operation.requestBody).content);
  if (content) parts.push(make("h3", {}, "Body ", make("code", {}, content.type)), schemaTable(content.schema));
  parts.push(make("h3", {}, "Responses"));
  for (const [status, reference] of Object.entries(operation.responses || {})) {
    const response = resolve(reference);
    const answer = firstContent(response.content);
    parts.push(make("p", {}, make("code", {}, status), " ", response.description || "",
      answer ? make("span", { class: "note" }, " " + answer.type + ": " + typeName(answer.schema)) : ""));
  }
  parts.push(...tryIt(path, method, operation, inputs, content));
  return make("div", {}, parts);
}

function operationElement(path, method, item) {
  const operation = item[method];
  const details = make("details", { class: operation.deprecated ? "deprecated" : "", id: operation.operationId || method + path },
    make("summary", {},
      make("span", { class: "method " + method }, method.toUpperCase()),
      make("span", { class: "path" }, path),
      make("span", { class: "summary" }, operation.summary || ""),
      operation.deprecated ? make("span", { class: "tag" }, "deprecated") : "",
      (operation.security || api.security || []).length ? make("span", { class: "tag" }, "secured") : ""));
  details.dataset.search = [method, path, operation.operationId, operation.summary].join(" ").toLowerCase();
  // The body is made when it is first opened: documents may have thousands of operations.
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(operationBody(path, method, item, operation));
  });
  return details;
}

function securityElement() {
  const schemes = Object.entries((api.components || {}).securitySchemes || {});
  if (!schemes.length) return "";
  const rows = schemes.map(([name, reference]) => {
    const scheme = resolve(reference);
    const hint = scheme.type === "http" && /^basic$/i.test(scheme.scheme) ? "user:password" : "key or token";
    const input = make("input", { type: "password", autocomplete: "off", placeholder: hint, "aria-label": "credential for " + name,
      oninput: (event) => { credentials[name] = event.target.value; } });
    return make("tr", {}, make("td", {}, make("code", {}, name)), make("td", {}, [scheme.type, scheme.scheme, scheme.in].filter(Boolean).join(", ")), make("td", {}, input));
  });
  return make("section", {}, make("h2", {}, "Credentials"),
    make("p", { class: "note" }, "Kept in this page only, and sent with the requests you try."),
    make("table", {}, make("tbody", {}, rows)));
}

function schemasElement() {
  const schemas = Object.entries((api.components || {}).schemas || {});
  if (!schemas.length) return "";
  return make("section", {}, make("h2", {}, "Schemas"), schemas.map(([name, schema]) => {
    const details = make("details", {}, make("summary", {}, make("span", { class: "path" }, name), make("span", { class: "summary" }, (schema.description || "").split("\n")[0])));
    details.dataset.search = name.toLowerCase();
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(make("div", {}, schemaTable(schema), make("pre", { tabindex: "0" }, JSON.stringify(schema, null, 2))));
    });
    return details;
  }));
}

function render() {
  const info = api.info || {};
  document.title = info.title || "API documentation";
  const byTag = new Map();
  for (const [path, reference] of Object.entries(api.paths || {})) {
    const item = resolve(reference);
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = (item[method].tags || [])[0] || "Operations";
      if (!byTag.has(tag)) byTag.set(tag, []);
      byTag.get(tag).push(operationElement(path, method, item));
    }
  }
  const filter = make("input", { id: "filter", type: "search", placeholder: "Filter operations and schemas", "aria-label": "Filter operations and schemas",
    oninput: (event) => {
      const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const element of page.querySelectorAll("details")) {
        element.hidden = !words.every((word) => element.dataset.search.includes(word));
      }
      for (const section of page.querySelectorAll("section[data-list]")) {
        section.hidden = !section.querySelector("details:not([hidden])");
      }
    } });
  const sections = [...byTag].map(([tag, operations]) => make("section", { "data-list": true }, make("h2", {}, tag), operations));
  page.replaceChildren(
    make("h1", {}, info.title || "API", make("span", { class: "version" }, info.version || "")),
    info.description ? make("p", {}, info.description) : "",
    make("p", { class: "note" }, "Document: ", make("a", { href: document.body.dataset.document }, document.body.dataset.document)),
    filter, ...sections, securityElement(), schemasElement());
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted instanceof HTMLDetailsElement) { wanted.open = true; wanted.scrollIntoView(); }
}

fetch(document.body.dataset.document)
  .then((response) => response.json())
  .then((document) => { api = document; render(); })
  .catch((error) => page.replaceChildren(make("p", { class: "bad" }, "The document could not be read: " + error.message)));
