//! One request to a provider: protected, in time, not sent on anywhere else, and no more of the answer read than makes sense.

use super::{is_protected, provider::Failure};
use crate::asking::{self, NoAnswer};
use axum::http::Response;
use desk::{mail::one_line, openid::Trouble};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Request};
use std::{pin::Pin, time::Duration};
use url::Url;

/// From the first question to the answer's end.
const PATIENCE: Duration = Duration::from_secs(8);
const CONNECT: Duration = Duration::from_secs(4);
/// No more than this is read of an answer, in bytes: documents and keys take a hundredth of it.
const READ: usize = 512 * 1_024;
/// Characters that are told of what went wrong.
const TOLD: usize = 300;
const USER_AGENT: &str = concat!("Hovorna/", env!("CARGO_PKG_VERSION"), " (OpenID Connect)");

/// The way to providers.
pub struct Line {
    http: Client,
}

impl Line {
    /// A way that can be gone.
    ///
    /// # Errors
    /// When encryption cannot be set up.
    pub fn new() -> Result<Self, reqwest::Error> {
        Ok(Self { http: asking::client(USER_AGENT, CONNECT).timeout(PATIENCE).build()? })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let allowed = Url::parse(&request.uri().to_string()).is_ok_and(|url| is_protected(&url));
        if !allowed {
            return Err(Failure::said(Trouble::NotProtected, request.uri()));
        }
        let request = Request::try_from(request).map_err(failure)?;
        let mut answer = self.http.execute(request).await.map_err(failure)?;
        let mut told = Response::builder().status(answer.status());
        if let Some(headers) = told.headers_mut() {
            *headers = std::mem::take(answer.headers_mut());
        }
        let (body, read) = asking::beginning(&mut answer, READ + 1).await;
        read.map_err(failure)?;
        if body.len() > READ {
            return Err(Failure::said(Trouble::NotUnderstood, "the answer is too long"));
        }
        told.body(body).map_err(|error| Failure::said(Trouble::NotUnderstood, error))
    }
}

/// So that the library asks by this way and no other.
impl<'c> AsyncHttpClient<'c> for Line {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Failure>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

/// What a line that broke was about.
fn failure(error: reqwest::Error) -> Failure {
    let (why, said) = asking::no_answer(error);
    let trouble = match why {
        NoAnswer::TimedOut => Trouble::TimedOut,
        NoAnswer::Certificate => Trouble::Certificate,
        NoAnswer::NoConnection => Trouble::NoConnection,
    };
    Failure { trouble, said: Some(one_line(&said, TOLD)).filter(|said| !said.is_empty()) }
}
