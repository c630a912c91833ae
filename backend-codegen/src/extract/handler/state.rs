//! What has been said about the answer by some point of a handler; several states where branches have met.

use super::{Answer, Content, Status, describe};
use crate::extract::run::Program;
use crate::extract::value::{Place, Value};

/// What has been said about the answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::extract) struct State {
    /// `res.status(201)`, not sent yet.
    pub(in crate::extract) status: Option<(Status, Place)>,
    /// `ctx.body = …`, not sent yet.
    pub(in crate::extract) body: Option<(Content, Place)>,
    /// `res.type('csv')`, not used yet.
    pub(in crate::extract) media: Option<String>,
}

/// States that are told apart.
const MOST_STATES: usize = 16;

impl Program {
    /// The states at this point.
    pub(in crate::extract) fn states(&self) -> Vec<State> {
        self.recording
            .as_ref()
            .map(|it| it.states.clone())
            .unwrap_or_default()
    }

    /// Goes on with other states; the present ones are returned.
    pub(in crate::extract) fn swap_states(&mut self, states: Vec<State>) -> Vec<State> {
        match &mut self.recording {
            Some(recording) => {
                let before = std::mem::take(&mut recording.states);
                for state in states {
                    if recording.states.len() < MOST_STATES && !recording.states.contains(&state) {
                        recording.states.push(state);
                    }
                }
                before
            }
            None => Vec::new(),
        }
    }

    /// Goes on with these states, too.
    pub(in crate::extract) fn add_states(&mut self, states: Vec<State>) {
        let mut all = self.states();
        all.extend(states);
        self.swap_states(all);
    }

    /// The status of the answer to come.
    pub(in crate::extract) fn set_status(&mut self, value: &Value, place: Place) {
        let all: Vec<Status> = self.statuses_of(value, place);
        let mut states = Vec::new();
        for state in self.states() {
            for status in &all {
                states.push(State {
                    status: Some((*status, place)),
                    ..state.clone()
                });
            }
        }
        self.swap_states(states);
    }

    /// The statuses that a value can be; one that is unknown is taken note of.
    pub(super) fn statuses_of(&mut self, value: &Value, place: Place) -> Vec<Status> {
        match value.statuses() {
            Some(all) => all.into_iter().map(Status::Known).collect(),
            None => {
                if self.recording.is_some() {
                    self.note_unknown(
                        "extract-status",
                        "a status code is computed at run time",
                        place,
                    );
                }
                vec![Status::Unknown]
            }
        }
    }

    /// The body of the answer to come.
    pub(super) fn set_body(&mut self, value: &Value, place: Place) {
        if self.recording.is_none() {
            return;
        }
        let content = describe(self, value);
        let states = self.states().into_iter().map(|state| State {
            body: Some((content.clone(), place)),
            ..state
        });
        let states = states.collect();
        self.swap_states(states);
    }

    /// The media type of the answer to come.
    pub(super) fn set_media(&mut self, value: &Value) {
        let media = value.as_text().map(|text| media_type(text).to_owned());
        let states = self.states().into_iter().map(|state| State {
            media: media.clone(),
            ..state
        });
        let states = states.collect();
        self.swap_states(states);
    }

    /// Sends an answer: with the status said before, or else with `status`.
    pub(super) fn send(&mut self, content: Option<Content>, status: u16, place: Place) {
        let mut states = self.states();
        // A handler that has said nothing about its answer yet, in no state that is known.
        if states.is_empty() {
            states.push(State::default());
        }
        for state in &states {
            let (status, _) = state.status.unwrap_or((Status::Known(status), place));
            let content = content.clone().map(|content| match &state.media {
                Some(media) => Content {
                    media: media.clone(),
                    ..content
                },
                None => content,
            });
            self.answer(status, content, place);
        }
        self.swap_states(vec![State::default()]);
    }

    /// Takes note of an answer.
    pub(in crate::extract) fn answer(
        &mut self,
        status: Status,
        content: Option<Content>,
        place: Place,
    ) {
        if let Some(recording) = &mut self.recording {
            let answer = Answer {
                status,
                content,
                place,
            };
            let same = |it: &Answer| it.status == answer.status && it.content == answer.content;
            if !recording.answers.iter().any(same) {
                recording.answers.push(answer);
            }
        }
    }

    /// Takes note of an exception.
    pub(in crate::extract) fn thrown(&mut self, value: &Value) {
        match value {
            Value::HttpError(Some(status), place) => {
                self.answer(Status::Known(*status), None, *place)
            }
            Value::Object(members) => {
                let status = ["statusCode", "status", "code"];
                let status = status.iter().filter_map(|name| members.get(name));
                let status = status.filter_map(|it| it.statuses()).flatten().next();
                if let Some(status) = status {
                    let place = members.place;
                    self.answer(Status::Known(status), None, place);
                }
            }
            _ => {}
        }
    }

    /// Something about the running operation is not known.
    pub(in crate::extract) fn note_unknown(
        &mut self,
        code: &'static str,
        what: &str,
        place: Place,
    ) {
        self.unknown(code, what, place);
        let mark = self.mark(what, place);
        if let Some(recording) = &mut self.recording
            && !recording.marks.contains(&mark)
        {
            recording.marks.push(mark);
        }
    }
}

/// `json` and the like are short for media types.
pub(super) fn media_type(text: &str) -> &str {
    let bare = text.split(';').next().unwrap_or(text).trim();
    match bare.trim_start_matches('.') {
        "json" => "application/json",
        "html" => "text/html",
        "text" | "txt" => "text/plain",
        "xml" => "application/xml",
        "csv" => "text/csv",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        _ if bare.contains('/') => bare,
        _ => "application/octet-stream",
    }
}
