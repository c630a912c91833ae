//! From a scenario file to scenarios; every mistake is told with its place.

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Map, Value};

use super::{Extraction, Extractor, Scenario, Scenarios, Step, yaml};
use crate::bench::{
    BenchError,
    request::{Body, Csv, Request, Template},
    settings::{BodyPattern, StatusSet, parse_duration},
};

/// Turns a step's URL into the place of its origin and its path.
pub type Resolve<'a> = dyn FnMut(&str) -> Result<(usize, String), BenchError> + 'a;

/// Reads a scenario file.
///
/// `headers` are sent with every step that does not replace them.
///
/// # Errors
///
/// Input, naming the file and the place in it.
pub fn read_scenarios(
    file: &str,
    text: &str,
    csv: Option<&Csv>,
    headers: &[(String, Template)],
    resolve: &mut Resolve<'_>,
) -> Result<Scenarios, BenchError> {
    let document = yaml::parse(file, text)?;
    let mut reader = Reader {
        file,
        csv,
        headers,
        resolve,
    };
    reader.document(&document)
}

struct Reader<'a, 'b> {
    file: &'a str,
    csv: Option<&'a Csv>,
    headers: &'a [(String, Template)],
    resolve: &'a mut Resolve<'b>,
}

const SHAPE: &str = "a file has `steps:`, or `scenarios:` each with `steps:`; a step has `url` and may have `name`, `method`, `headers`, `body` or `json`, `expect`, `extract` and `think`";

impl Reader<'_, '_> {
    fn wrong(&self, place: &str, what: &str) -> BenchError {
        BenchError::input(format!("{}: {place}: {what}", self.file), SHAPE)
    }

    fn document(&mut self, document: &Value) -> Result<Scenarios, BenchError> {
        let root = self.object("the file", document)?;
        self.only(
            root,
            "the file",
            &["base", "variables", "scenarios", "steps"],
        )?;
        let mut variables = BTreeMap::new();
        if let Some(given) = root.get("variables") {
            for (name, value) in self.object("variables", given)? {
                variables.insert(name.clone(), plain(value));
            }
        }
        let list = match (root.get("scenarios"), root.get("steps")) {
            (Some(Value::Array(list)), None) => list.clone(),
            // One scenario needs no list.
            (None, Some(steps)) => vec![serde_json::json!({ "name": "scenario", "steps": steps })],
            _ => return Err(self.wrong("the file", "there is no list `scenarios` (or `steps`)")),
        };
        let mut scenarios: Vec<Scenario> = Vec::new();
        for (index, scenario) in list.iter().enumerate() {
            let first_endpoint = scenarios.iter().map(|scenario| scenario.steps.len()).sum();
            scenarios.push(self.scenario(
                &format!("scenarios[{index}]"),
                scenario,
                &variables,
                first_endpoint,
            )?);
        }
        if scenarios.iter().all(|scenario| scenario.weight == 0) {
            return Err(self.wrong("scenarios", "none has a weight above zero"));
        }
        Ok(Scenarios {
            list: scenarios,
            variables,
        })
    }

    fn scenario(
        &mut self,
        place: &str,
        value: &Value,
        variables: &BTreeMap<String, String>,
        first_endpoint: usize,
    ) -> Result<Scenario, BenchError> {
        let fields = self.object(place, value)?;
        self.only(fields, place, &["name", "weight", "steps"])?;
        let name = fields
            .get("name")
            .map_or_else(|| format!("scenario {}", first_endpoint + 1), plain);
        let weight = match fields.get("weight") {
            None => 1,
            Some(weight) => weight
                .as_u64()
                .and_then(|weight| u32::try_from(weight).ok())
                .ok_or_else(|| self.wrong(&format!("{place}.weight"), "not a whole number"))?,
        };
        let Some(Value::Array(list)) = fields.get("steps") else {
            return Err(self.wrong(place, "there is no list `steps`"));
        };
        let mut known: Vec<String> = variables.keys().cloned().collect();
        let mut steps = Vec::new();
        for (index, step) in list.iter().enumerate() {
            let step = self.step(&format!("{place}.steps[{index}]"), step, &known)?;
            known.extend(
                step.extract
                    .iter()
                    .map(|extraction| extraction.variable.clone()),
            );
            steps.push(step);
        }
        if steps.is_empty() {
            return Err(self.wrong(place, "`steps` is empty"));
        }
        Ok(Scenario {
            name,
            weight,
            steps,
            first_endpoint,
        })
    }

    fn step(&mut self, place: &str, value: &Value, known: &[String]) -> Result<Step, BenchError> {
        let fields = self.object(place, value)?;
        self.only(
            fields,
            place,
            &[
                "name", "url", "method", "headers", "body", "json", "expect", "extract", "think",
            ],
        )?;
        let Some(Value::String(url)) = fields.get("url") else {
            return Err(self.wrong(place, "there is no `url`"));
        };
        let (origin, path) = (self.resolve)(url)
            .map_err(|error| self.wrong(&format!("{place}.url"), &error.message))?;
        let (body, json) = self.body(place, fields, known)?;
        let default = if matches!(body, Body::None) {
            "GET"
        } else {
            "POST"
        };
        let method = fields
            .get("method")
            .map_or_else(|| default.to_owned(), plain)
            .to_ascii_uppercase();
        let name = fields
            .get("name")
            .map_or_else(|| format!("{method} {url}"), plain);
        let think = match fields.get("think") {
            None => Duration::ZERO,
            Some(time) => parse_duration("think", &plain(time))
                .map_err(|error| self.wrong(place, &error.message))?,
        };
        let (status, pattern) = self.expect(place, fields.get("expect"))?;
        Ok(Step {
            name,
            origin,
            request: Request {
                path: self.template(&format!("{place}.url"), &path, known)?,
                headers: self.step_headers(place, fields.get("headers"), json, known)?,
                method,
                body,
            },
            status,
            body: pattern,
            extract: self.extract(place, fields.get("extract"))?,
            think,
        })
    }

    fn body(
        &self,
        place: &str,
        fields: &Map<String, Value>,
        known: &[String],
    ) -> Result<(Body, bool), BenchError> {
        match (fields.get("body"), fields.get("json")) {
            (None, None) => Ok((Body::None, false)),
            (Some(text), None) => Ok((
                Body::Template(self.template(&format!("{place}.body"), &plain(text), known)?),
                false,
            )),
            (None, Some(value)) => {
                let text = value.to_string();
                Ok((
                    Body::Template(self.template(&format!("{place}.json"), &text, known)?),
                    true,
                ))
            }
            (Some(_), Some(_)) => Err(self.wrong(place, "has both `body` and `json`")),
        }
    }

    fn step_headers(
        &self,
        place: &str,
        given: Option<&Value>,
        json: bool,
        known: &[String],
    ) -> Result<Vec<(String, Template)>, BenchError> {
        let mut headers = Vec::new();
        if let Some(given) = given {
            for (name, value) in self.object(&format!("{place}.headers"), given)? {
                let value = plain(value);
                if name.is_empty()
                    || name.bytes().any(|byte| byte <= b' ' || byte == b':')
                    || value.contains(['\r', '\n'])
                {
                    return Err(self.wrong(
                        &format!("{place}.headers"),
                        &format!("`{name}` is not a header"),
                    ));
                }
                headers.push((
                    name.clone(),
                    self.template(&format!("{place}.headers.{name}"), &value, known)?,
                ));
            }
        }
        let mut add = |name: &str, value: &Template| {
            if !headers
                .iter()
                .any(|(known, _): &(String, Template)| known.eq_ignore_ascii_case(name))
            {
                headers.push((name.to_owned(), value.clone()));
            }
        };
        if json {
            add("Content-Type", &Template::fixed("application/json"));
        }
        self.headers
            .iter()
            .for_each(|(name, value)| add(name, value));
        Ok(headers)
    }

    fn expect(
        &self,
        place: &str,
        value: Option<&Value>,
    ) -> Result<(Option<StatusSet>, Option<BodyPattern>), BenchError> {
        let Some(value) = value else {
            return Ok((None, None));
        };
        let place = format!("{place}.expect");
        let fields = self.object(&place, value)?;
        self.only(fields, &place, &["status", "body"])?;
        let told = |error: BenchError| self.wrong(&place, &error.message);
        let status = fields
            .get("status")
            .map(|status| StatusSet::parse(&plain(status)).map_err(told))
            .transpose()?;
        let body = fields
            .get("body")
            .map(|body| BodyPattern::parse(&plain(body)).map_err(told))
            .transpose()?;
        Ok((status, body))
    }

    fn extract(&self, place: &str, value: Option<&Value>) -> Result<Vec<Extraction>, BenchError> {
        let Some(value) = value else {
            return Ok(Vec::new());
        };
        let place = format!("{place}.extract");
        let entries = self.object(&place, value)?.iter();
        let extraction = |(variable, from): (&String, &Value)| {
            let place = format!("{place}.{variable}");
            let fields = self.object(&place, from)?;
            let from = match fields.iter().collect::<Vec<_>>().as_slice() {
                [(kind, Value::String(text))] => extractor(kind, text),
                _ => None,
            };
            let from = from.ok_or_else(|| {
                self.wrong(
                    &place,
                    "give one of `pointer: /data/0/id`, `header: Location`, `regex: 'id=(\\d+)'`",
                )
            })?;
            Ok(Extraction {
                variable: variable.clone(),
                from,
            })
        };
        entries.map(extraction).collect()
    }

    fn template(&self, place: &str, text: &str, known: &[String]) -> Result<Template, BenchError> {
        let told = |error: BenchError| {
            BenchError::input(format!("{}: {}", self.file, error.message), error.help)
        };
        Template::read(place, text, self.csv, |name| {
            known.iter().any(|known| known == name)
        })
        .map_err(told)
    }

    fn object<'v>(
        &self,
        place: &str,
        value: &'v Value,
    ) -> Result<&'v Map<String, Value>, BenchError> {
        value
            .as_object()
            .ok_or_else(|| self.wrong(place, "not a mapping"))
    }

    /// A key that nobody reads is usually a misspelt one.
    fn only(
        &self,
        fields: &Map<String, Value>,
        place: &str,
        known: &[&str],
    ) -> Result<(), BenchError> {
        match fields.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(self.wrong(
                place,
                &format!("`{key}` is not one of {}", known.join(", ")),
            )),
            None => Ok(()),
        }
    }
}

fn extractor(kind: &str, text: &str) -> Option<Extractor> {
    match kind {
        "pointer" if text.is_empty() || text.starts_with('/') => {
            Some(Extractor::Pointer(text.to_owned()))
        }
        "header" => Some(Extractor::Header(text.to_ascii_lowercase())),
        "regex" => regex::bytes::Regex::new(text).ok().map(Extractor::Regex),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Scenarios, BenchError> {
        read_scenarios("s.yaml", text, None, &[], &mut |url| {
            Ok((0, url.to_owned()))
        })
    }

    #[test]
    fn reads_steps_with_everything() {
        let scenarios = read(
            "variables: {kind: cat}\nscenarios:\n- name: buy\n  weight: 3\n  steps:\n  - url: /items?kind={{kind}}\n    expect: {status: 200|304, body: /id/}\n    extract:\n      id: {pointer: /data/0/id}\n    think: 20ms\n  - name: order\n    url: /orders\n    json: {item: '{{id}}', n: 2}\n    extract: {at: {header: Location}}\n",
        );
        let scenarios = scenarios.unwrap();
        let steps = &scenarios.list[0].steps;
        assert_eq!(scenarios.list[0].weight, 3);
        assert_eq!(steps[0].name, "GET /items?kind={{kind}}");
        assert_eq!(steps[0].think, Duration::from_millis(20));
        assert_eq!(
            (steps[1].name.as_str(), steps[1].request.method.as_str()),
            ("order", "POST")
        );
        assert_eq!(steps[1].request.headers[0].0, "Content-Type");
    }

    #[test]
    fn tells_where_a_mistake_is() {
        for (text, expected) in [
            ("", "empty"),
            ("[]", "the file: not a mapping"),
            ("scenarios: []\nstep: 1", "`step` is not one of"),
            ("steps: []", "`steps` is empty"),
            ("steps: [{urll: /}]", "scenarios[0].steps[0]: `urll`"),
            ("steps: [{url: '/{{id}}'}]", "unknown placeholder `{{id}}`"),
            (
                "steps: [{url: /, expect: {status: fine}}]",
                "steps[0].expect",
            ),
            (
                "steps: [{url: /, extract: {id: {pointer: id}}}]",
                "steps[0].extract.id",
            ),
            ("steps: [{url: /, think: soon}]", "not a duration"),
            ("a: 1\na: 2", "twice"),
            ("steps: [{url: /", ""),
        ] {
            let error = read(text).unwrap_err();
            assert!(
                error.message.contains(expected),
                "{text}: {}",
                error.message
            );
            assert_eq!(error.kind, crate::bench::ErrorKind::Input);
        }
    }

    #[test]
    fn extracts_from_body_and_headers() {
        let body = br#"{"data":[{"id":42,"name":"x"}]}"#;
        let find = |from| {
            Extraction {
                variable: "v".into(),
                from,
            }
            .find(&[("location".into(), "/a/7".into())], body)
        };
        assert_eq!(
            find(Extractor::Pointer("/data/0/id".into())).as_deref(),
            Some("42")
        );
        assert_eq!(
            find(Extractor::Header("location".into())).as_deref(),
            Some("/a/7")
        );
        assert_eq!(
            find(extractor("regex", "\"name\":\"(.)\"").unwrap()).as_deref(),
            Some("x")
        );
        assert_eq!(find(Extractor::Pointer("/nope".into())), None);
    }
}
