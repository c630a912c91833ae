//! Random requests of a described API, with ids from earlier answers.

use serde_json::Value;

use super::{Job, Verdict, shown};
use crate::bench::{
    engine::thread::Thread,
    http1::{Answer, Wanted},
    plan::Source,
    record::Class,
    request::{Message, Outgoing, Random},
    traffic::{
        Generator, Media, Operation, Parameter, PathPart, Place, References, Schema, Traffic,
        Written, body_bytes, break_one, break_parameter, check, collect, is_condition, text_of,
        write_parameter,
    },
};

/// One user's requests.
#[derive(Debug)]
pub(crate) struct TrafficFeed {
    random: Random,
    /// About the request whose answer is awaited.
    sent: Sent,
}

#[derive(Debug, Default)]
struct Sent {
    /// Which constraint was broken.
    broken: Option<String>,
    /// An id in the path or body was invented, so that it is not found is a good answer.
    invented: bool,
    /// The id in the path and the collection it is from.
    member: Option<(String, String)>,
}

/// The values of one request.
struct Values {
    parameters: Vec<Option<Value>>,
    body: Option<Value>,
}

impl TrafficFeed {
    pub(super) fn new(random: Random) -> Self {
        Self {
            random,
            sent: Sent::default(),
        }
    }

    pub(super) fn next(&mut self, thread: &Thread) -> Job {
        let traffic = traffic(thread);
        let drawn = self
            .random
            .weighted(traffic.operations.iter().map(|operation| operation.weight));
        let endpoint = self.or_its_source(thread, traffic, drawn);
        let operation = &traffic.operations[endpoint];
        self.sent = Sent::default();
        let values = self.values(thread, traffic, operation);
        let outgoing = self.outgoing(traffic, operation, values);
        Job {
            endpoint,
            origin: 0,
            wanted: Wanted {
                head_request: outgoing.is_head(),
                headers: true,
                body: true,
            },
            message: Message::Rendered(Box::new(outgoing)),
        }
    }

    /// The operation, or one that brings the ids it needs while there are none.
    fn or_its_source(&mut self, thread: &Thread, traffic: &Traffic, drawn: usize) -> usize {
        let harvest = &thread.control.harvest;
        let missing = needed(thread, traffic, &traffic.operations[drawn])
            .into_iter()
            .find(|collection| harvest.pick(collection, &mut self.random).is_none());
        let Some(collection) = missing else {
            return drawn;
        };
        let sources = || {
            let all = traffic.operations.iter().enumerate();
            all.filter(|(_, candidate)| brings(candidate, &collection))
        };
        // Creating first: a list may be empty.
        let post = sources().find(|(_, candidate)| candidate.method == "POST");
        let source = match self.random.below(4) {
            0 => sources().next(),
            _ => post.or_else(|| sources().next()),
        };
        // A source that never brings anything must not stand in for ever.
        match source {
            Some((source, _)) if self.random.below(8) > 0 => source,
            _ => drawn,
        }
    }

    fn values(&mut self, thread: &Thread, traffic: &Traffic, operation: &Operation) -> Values {
        let mut parameters = Vec::with_capacity(operation.parameters.len());
        for (index, parameter) in operation.parameters.iter().enumerate() {
            let collection = (parameter.place == Place::Path)
                .then(|| operation.collection_of(index))
                .flatten();
            let known = collection
                .as_ref()
                .and_then(|collection| thread.control.harvest.pick(collection, &mut self.random));
            if let (Some(collection), Some(id)) = (&collection, &known) {
                self.sent.member = Some((collection.clone(), text_of(id)));
            }
            self.sent.invented |= collection.is_some() && known.is_none();
            let wanted =
                parameter.required || (self.random.below(3) == 0 && !is_condition(parameter));
            let value = match known {
                Some(id) => Some(id),
                None if wanted => self.parameter(thread, traffic, parameter),
                None => None,
            };
            parameters
                .push(value.filter(|value| parameter.place == Place::Path || !value.is_null()));
        }
        let schema = operation
            .body
            .as_ref()
            .and_then(|body| body.schema.as_ref());
        Values {
            body: schema.and_then(|schema| self.generate(thread, traffic, schema)),
            parameters,
        }
    }

    fn parameter(
        &mut self,
        thread: &Thread,
        traffic: &Traffic,
        parameter: &Parameter,
    ) -> Option<Value> {
        let reference = (parameter.place == Place::Query).then(|| {
            References::new(&thread.control.harvest, traffic).value(
                &parameter.name,
                &parameter.schema,
                &mut self.random,
            )
        });
        (reference.flatten()).or_else(|| self.generate(thread, traffic, &parameter.schema))
    }

    fn generate(&mut self, thread: &Thread, traffic: &Traffic, schema: &Schema) -> Option<Value> {
        let mut generator = Generator {
            schemas: &traffic.schemas,
            random: &mut self.random,
            references: References::new(&thread.control.harvest, traffic),
        };
        let value = generator.value(schema);
        self.sent.invented |= generator.references.missing;
        value
    }

    fn outgoing(
        &mut self,
        traffic: &Traffic,
        operation: &Operation,
        mut values: Values,
    ) -> Outgoing {
        let mut written: Vec<Option<Written>> =
            (operation.parameters.iter().zip(&values.parameters))
                .map(|(parameter, value)| {
                    value
                        .as_ref()
                        .map(|value| write_parameter(parameter, value))
                })
                .collect();
        if self.random.unit() < traffic.negative {
            self.break_something(traffic, operation, &mut values, &mut written);
        }
        let mut headers = traffic.headers.clone();
        let (mut query, mut cookies) = (Vec::new(), Vec::new());
        for (parameter, written) in operation.parameters.iter().zip(&written) {
            match (parameter.place, written) {
                (Place::Query, Some(Written::Pairs(pairs))) => {
                    query.extend(pairs.iter().map(|(name, value)| format!("{name}={value}")))
                }
                (Place::Header, Some(Written::Text(text)))
                    if !headers
                        .iter()
                        .any(|(name, _)| name.eq_ignore_ascii_case(&parameter.name)) =>
                {
                    headers.push((parameter.name.clone(), text.clone()));
                }
                (Place::Cookie, Some(Written::Pairs(pairs))) => {
                    cookies.extend(pairs.iter().map(|(name, value)| format!("{name}={value}")))
                }
                _ => {}
            }
        }
        if !cookies.is_empty() {
            headers.push(("Cookie".to_owned(), cookies.join("; ")));
        }
        let body = operation.body.as_ref().and_then(|body| {
            let (kind, bytes) = body_bytes(body, values.body.as_ref()?, self.random.next());
            headers.push(("Content-Type".to_owned(), kind));
            Some(bytes)
        });
        Outgoing {
            method: operation.method.clone(),
            path: path(operation, &written, &query),
            headers,
            body,
        }
    }

    fn break_something(
        &mut self,
        traffic: &Traffic,
        operation: &Operation,
        values: &mut Values,
        written: &mut [Option<Written>],
    ) {
        // The body and each parameter get their turn; what cannot be broken leaves it to the next.
        let places = operation.parameters.len() as u64 + 1;
        let first = self.random.below(places);
        for turn in 0..places {
            let place = ((first + turn) % places) as usize;
            let what = match operation.parameters.get(place) {
                None => self.break_body(traffic, operation, values),
                Some(parameter) => (values.parameters[place].as_ref())
                    .and_then(|value| {
                        break_parameter(value, parameter, &traffic.schemas, &mut self.random)
                    })
                    .map(|(broken, what)| {
                        written[place] = Some(write_parameter(parameter, &broken));
                        what
                    }),
            };
            if what.is_some() {
                self.sent.broken = what;
                return;
            }
        }
    }

    fn break_body(
        &mut self,
        traffic: &Traffic,
        operation: &Operation,
        values: &mut Values,
    ) -> Option<String> {
        let body = operation.body.as_ref()?;
        if body.media != Media::Json {
            return None;
        }
        let (schema, value) = (body.schema.as_ref()?, values.body.as_ref()?);
        let (broken, what) = break_one(value, schema, &traffic.schemas, &mut self.random)?;
        values.body = Some(broken);
        Some(what)
    }

    pub(super) fn judge(&mut self, thread: &Thread, job: &Job, answer: &Answer) -> Verdict {
        let traffic = traffic(thread);
        let operation = &traffic.operations[job.endpoint];
        if let Some(broken) = &self.sent.broken {
            return match answer.status {
                400..500 => Verdict::OK,
                status => Verdict::new(
                    Class::Schema,
                    format!(
                        "{}: invalid request ({broken}) was answered {status}",
                        operation.name
                    ),
                ),
            };
        }
        let invented = self.sent.invented && matches!(answer.status, 400 | 404 | 409 | 422);
        if !thread.plan.settings.expect.status.contains(answer.status) && !invented {
            return Verdict::new(
                Class::Status,
                format!(
                    "{}: {} {}",
                    operation.name,
                    answer.status,
                    shown(&answer.kept.body)
                ),
            );
        }
        let Some(response) = operation.response(answer.status) else {
            return match invented {
                true => Verdict::OK,
                false => Verdict::new(
                    Class::Schema,
                    format!(
                        "{}: status {} is not described",
                        operation.name, answer.status
                    ),
                ),
            };
        };
        self.harvest(thread, operation, answer);
        let Some(schema) = &response.schema else {
            return Verdict::OK;
        };
        let checked = serde_json::from_slice::<Value>(&answer.kept.body)
            .map_err(|error| format!("not JSON: {error}"))
            .and_then(|body| check(&body, schema, &traffic.schemas));
        match checked {
            Ok(()) => Verdict::OK,
            Err(what) => Verdict::new(Class::Schema, format!("{}: {what}", operation.name)),
        }
    }

    fn harvest(&self, thread: &Thread, operation: &Operation, answer: &Answer) {
        if !(200..300).contains(&answer.status) {
            return;
        }
        if operation.method == "DELETE" {
            if let Some((collection, id)) = &self.sent.member {
                thread.control.harvest.remove(collection, id);
            }
            return;
        }
        let collection = operation.answers_with();
        let Some(names) = id_names(traffic(thread), &collection) else {
            return;
        };
        if let Ok(body) = serde_json::from_slice::<Value>(&answer.kept.body) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            collect(&body, &names, &mut |id| {
                thread.control.harvest.add(&collection, id)
            });
        }
    }
}

/// The collections whose ids an operation cannot do without: of its path, and of its body as far as names tell.
fn needed(thread: &Thread, traffic: &Traffic, operation: &Operation) -> Vec<String> {
    let path = (operation.parameters.iter().enumerate())
        .filter(|(_, parameter)| parameter.place == Place::Path)
        .filter_map(|(index, _)| operation.collection_of(index));
    let mut needed: Vec<String> = path.collect();
    let body = (operation.body.as_ref()).and_then(|body| body.schema.as_ref());
    if let Some(body) = body {
        let references = References::new(&thread.control.harvest, traffic);
        needed.extend(references.needed(body).into_iter().map(str::to_owned));
    }
    needed
}

/// Whether an operation answers with ids of a collection, and needs none itself.
fn brings(candidate: &Operation, collection: &str) -> bool {
    candidate.weight > 0
        && matches!(candidate.method.as_str(), "POST" | "GET")
        && candidate.answers_with() == collection
        && !(candidate.path.iter()).any(|part| matches!(part, PathPart::Parameter(_)))
}

/// The property that holds the id of a collection's members: named like the path parameter, or `id`.
fn id_names(traffic: &Traffic, collection: &str) -> Option<Vec<String>> {
    for operation in &traffic.operations {
        for (index, parameter) in operation.parameters.iter().enumerate() {
            if parameter.place == Place::Path
                && operation.collection_of(index).as_deref() == Some(collection)
            {
                return Some(vec![
                    parameter.name.clone(),
                    "id".to_owned(),
                    "_id".to_owned(),
                    "uuid".to_owned(),
                ]);
            }
        }
    }
    None
}

fn path(operation: &Operation, written: &[Option<Written>], query: &[String]) -> String {
    let mut path = String::new();
    for part in &operation.path {
        match part {
            PathPart::Text(text) => path.push_str(text),
            PathPart::Parameter(index) => match &written[*index] {
                // An empty segment would be another path.
                Some(Written::Text(text)) if !text.is_empty() => path.push_str(text),
                _ => path.push('0'),
            },
        }
    }
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query.join("&"));
    }
    path
}

fn traffic(thread: &Thread) -> &Traffic {
    match &thread.plan.source {
        Source::Traffic(traffic) => traffic,
        Source::Mix(_) | Source::Scenario(_) => {
            unreachable!("described traffic is fed by descriptions")
        }
    }
}
