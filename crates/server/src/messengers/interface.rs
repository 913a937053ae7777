//! Does what `channels` says is to be done: asks the messenger's interface, step by step.

use super::Ready;
use crate::{
    asking::{self, cause},
    files::{Files, Incoming},
};
use channels::{Address, Answer, Body, FailedWhy, Failure, FormField, Job, Method, Outcome, Request, Step};
use reqwest::{
    Client, RequestBuilder, Response,
    header::LOCATION,
    multipart::{Form, Part},
};
use sha2::{Digest as _, Sha256};
use std::{path::PathBuf, time::Duration};
use url::Url;

/// The address of Meta's Graph API.
pub const GRAPH: &str = "https://graph.facebook.com";
/// From a question to its answer's end.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same where a file goes along, or comes.
const PATIENCE_FOR_FILES: Duration = Duration::from_secs(300);
const CONNECT: Duration = Duration::from_secs(5);
/// No more than this is read of an answer, in bytes.
const READ: usize = 1024 * 1024;
/// A medium may lie elsewhere than it was told, and there elsewhere again.
const MOST_MOVES: usize = 3;
/// No job takes more steps: templates are read by pages.
const MOST_STEPS: usize = 40;
const USER_AGENT: &str = concat!("Hovorna/", env!("CARGO_PKG_VERSION"));

/// The way to the messengers' interfaces.
pub struct Interface {
    http: Client,
    base: Url,
}

/// A file that goes along.
#[derive(Clone, Debug)]
pub struct Enclosed {
    /// Where it lies.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
}

impl Interface {
    /// The way to the interface at this address.
    ///
    /// # Errors
    /// When encryption cannot be set up.
    pub fn new(base: Option<&Url>) -> anyhow::Result<Self> {
        let http = asking::client(USER_AGENT, CONNECT).build()?;
        Ok(Self { http, base: base.map_or_else(|| Url::parse(GRAPH), |base| Ok(base.clone()))? })
    }

    /// Does a job, and tells what came of it.
    pub async fn run(&self, ready: &Ready, job: &Job, enclosed: Option<&Enclosed>) -> Outcome {
        self.work(ready, job, enclosed, None).await.0
    }

    /// Fetches a medium, of at most so many bytes.
    pub async fn fetch(
        &self,
        ready: &Ready,
        medium: channels::Media,
        files: &Files,
        most: u64,
    ) -> (Outcome, Option<Incoming>) {
        let wanted = channels::Fetch { media: medium, message: None, place: 0 };
        self.fetch_of_message(ready, wanted, files, most).await
    }

    /// The same of a medium that came with a message: an address that is over may be asked for anew.
    pub async fn fetch_of_message(
        &self,
        ready: &Ready,
        wanted: channels::Fetch,
        files: &Files,
        most: u64,
    ) -> (Outcome, Option<Incoming>) {
        self.work(ready, &Job::Fetch(wanted), None, Some((files, most))).await
    }

    async fn work(
        &self,
        ready: &Ready,
        job: &Job,
        enclosed: Option<&Enclosed>,
        shelf: Option<(&Files, u64)>,
    ) -> (Outcome, Option<Incoming>) {
        let (mut answers, mut fetched) = (Vec::new(), None);
        for _ in 0..MOST_STEPS {
            match ready.messenger.next(&ready.settings, job, &answers) {
                Step::Over(outcome) => return (outcome, fetched),
                Step::Ask(request) => {
                    let answer = match self.prepared(ready, &request, enclosed).await {
                        Ok(builder) => answered(ready, builder.send().await).await,
                        Err(why) => Answer::NotAsked(why),
                    };
                    answers.push(answer);
                }
                Step::Fetch(request) => {
                    let Some((files, most)) = shelf else { break };
                    let answer = match self.asked_for(ready, &request).await {
                        Ok(sent) => match kept(ready, sent, request.digest, files, most).await {
                            Ok(incoming) => {
                                fetched = Some(incoming);
                                Answer::Saved
                            }
                            Err(NotKept::Answered(answer)) => answer,
                            Err(NotKept::TooLarge) => return (too_large(), None),
                            Err(NotKept::NoRoom(why)) => {
                                return (Outcome::Later { wait: None, everything: false, why }, None);
                            }
                        },
                        Err(why) => Answer::NotAsked(why),
                    };
                    answers.push(answer);
                }
            }
        }
        let said = "this took more steps than it may".to_owned();
        (Outcome::Failed(Failure { why: FailedWhy::Other, code: None, subcode: None, said }), None)
    }

    /// What comes where a medium is asked for, or why it is not asked for. Redirects are gone after one by one: wherever they lead
    /// must be where media are fetched from, and a token is not taken along to another host.
    async fn asked_for(&self, ready: &Ready, request: &Request) -> Result<Result<Response, reqwest::Error>, String> {
        let mut sent = self.prepared(ready, request, None).await?.timeout(PATIENCE_FOR_FILES).send().await;
        let mut token = request.bearer.as_ref();
        for _ in 0..MOST_MOVES {
            let Some((from, to)) = sent.as_ref().ok().and_then(moved) else { break };
            if !self.may_fetch(ready, &to) {
                return Err(not_from(&to));
            }
            // Gone once, it does not come back: whoever moves a medium does not say where its token belongs.
            token = token.filter(|_| from.origin() == to.origin());
            let mut ask = self.http.get(to).timeout(PATIENCE_FOR_FILES);
            if let Some(token) = token {
                ask = ask.bearer_auth(token);
            }
            sent = ask.send().await;
        }
        Ok(sent)
    }

    /// The request as it is sent, or why it is not.
    async fn prepared(
        &self,
        ready: &Ready,
        request: &Request,
        enclosed: Option<&Enclosed>,
    ) -> Result<RequestBuilder, String> {
        let url = match &request.address {
            Address::Interface(path) => {
                let base = self.base.as_str().trim_end_matches('/');
                Url::parse(&format!("{base}/{path}")).map_err(|error| error.to_string())?
            }
            Address::Media(url) => {
                let url = Url::parse(url).map_err(|error| error.to_string())?;
                if !self.may_fetch(ready, &url) {
                    return Err(not_from(&url));
                }
                url
            }
        };
        let mut builder = match request.method {
            Method::Get => self.http.get(url),
            Method::Post => self.http.post(url),
        };
        if !request.query.is_empty() {
            builder = builder.query(&request.query);
        }
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token);
        }
        Ok(match &request.body {
            Body::None => builder.timeout(PATIENCE),
            Body::Json(value) => builder.timeout(PATIENCE).json(value),
            Body::Form(fields) => {
                let mut form = Form::new();
                for field in fields {
                    form = match field {
                        FormField::Value { name, value } => form.text(*name, value.clone()),
                        FormField::File { name } => {
                            let enclosed = enclosed.ok_or_else(|| "there is no file to send".to_owned())?;
                            let part = part(enclosed).await?;
                            form.part(*name, part)
                        }
                    };
                }
                builder.timeout(PATIENCE_FOR_FILES).multipart(form)
            }
        })
    }

    /// Media are fetched from the messenger's hosts only, encrypted, and from wherever its interface is said to be.
    fn may_fetch(&self, ready: &Ready, url: &Url) -> bool {
        let same_origin = url.scheme() == self.base.scheme()
            && url.host_str() == self.base.host_str()
            && url.port_or_known_default() == self.base.port_or_known_default();
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        let known = ready.messenger.media_hosts().iter().any(|end| {
            let end = end.trim_start_matches('.');
            host.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        same_origin || (url.scheme() == "https" && url.port().is_none() && known)
    }
}

fn not_from(url: &Url) -> String {
    format!("media are not fetched from {}", url.host_str().unwrap_or("nowhere"))
}

/// From where to where a medium has moved (RFC 9110, section 15.4).
fn moved(response: &Response) -> Option<(Url, Url)> {
    let to = response.headers().get(LOCATION).filter(|_| response.status().is_redirection())?.to_str().ok()?;
    let from = response.url();
    Some((from.clone(), from.join(to).ok()?))
}

async fn part(enclosed: &Enclosed) -> Result<Part, String> {
    let file = tokio::fs::File::open(&enclosed.path).await.map_err(|error| error.to_string())?;
    let length = file.metadata().await.map_err(|error| error.to_string())?.len();
    let body = reqwest::Body::wrap_stream(tokio_util::io::ReaderStream::new(file));
    Part::stream_with_length(body, length)
        .file_name(enclosed.name.clone())
        .mime_str(&enclosed.media_type)
        .map_err(|error| error.to_string())
}

async fn answered(ready: &Ready, sent: Result<Response, reqwest::Error>) -> Answer {
    let mut response = match sent {
        Ok(response) => response,
        Err(error) => return unanswered(error),
    };
    let status = response.status().as_u16();
    let headers: Vec<(&str, &str)> =
        response.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))).collect();
    let wait = ready.messenger.wait(&headers);
    match asking::beginning(&mut response, READ).await {
        (body, Ok(())) => Answer::Said { status, wait, body },
        (_, Err(error)) => Answer::NoAnswer(cause(error)),
    }
}

fn unanswered(error: reqwest::Error) -> Answer {
    let never_left = error.is_connect() || error.is_builder();
    let said = cause(error);
    if never_left { Answer::NotAsked(said) } else { Answer::NoAnswer(said) }
}

/// Why a medium was not kept.
enum NotKept {
    /// What came is no medium: whoever asked for it knows what to do.
    Answered(Answer),
    /// It is larger than the company takes, and will not be smaller.
    TooLarge,
    /// The disk did not take it; it may another time.
    NoRoom(Failure),
}

fn too_large() -> Outcome {
    let said = "the file is larger than the company takes".to_owned();
    Outcome::Failed(Failure { why: FailedWhy::Content, code: None, subcode: None, said })
}

/// A medium's bytes, on their way into the data folder. What they must come to is looked at, and only said: a medium that came is
/// better than none.
async fn kept(
    ready: &Ready,
    sent: Result<Response, reqwest::Error>,
    told: Option<[u8; 32]>,
    files: &Files,
    most: u64,
) -> Result<Incoming, NotKept> {
    let mut response = match sent {
        Ok(response) if response.status().is_success() => response,
        other => return Err(NotKept::Answered(answered(ready, other).await)),
    };
    if response.content_length().is_some_and(|length| length > most) {
        return Err(NotKept::TooLarge);
    }
    let disk = |error: std::io::Error| {
        let said = error.to_string();
        NotKept::NoRoom(Failure { why: FailedWhy::Temporary, code: None, subcode: None, said })
    };
    let broke_off = |error: reqwest::Error| NotKept::Answered(Answer::NoAnswer(cause(error)));
    let (mut incoming, mut digest) = (files.receive().await.map_err(disk)?, Sha256::new());
    while let Some(chunk) = response.chunk().await.map_err(broke_off)? {
        digest.update(&chunk);
        incoming.write(&chunk).await.map_err(disk)?;
        if incoming.size() > most {
            return Err(NotKept::TooLarge);
        }
    }
    if told.is_some_and(|told| told[..] != digest.finalize()[..]) {
        tracing::warn!(channel = %ready.channel.id, "a medium is not what the messenger says: its SHA-256 is another one");
    }
    Ok(incoming)
}
