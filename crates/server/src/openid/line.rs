//! One request to a provider: protected, in time, not sent on anywhere else, and no more of the answer read than makes sense.

use super::{is_protected, provider::Failure};
use axum::http::Response;
use desk::{mail::one_line, openid::Trouble};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::{Client, Request, redirect::Policy};
use std::{error::Error as _, pin::Pin, time::Duration};
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
        let http = Client::builder()
            .user_agent(USER_AGENT)
            // Nobody but the provider is told a code or a secret, and nobody else's answer is believed.
            .redirect(Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .build()?;
        Ok(Self { http })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let allowed = Url::parse(&request.uri().to_string()).is_ok_and(|url| is_protected(&url));
        if !allowed {
            return Err(Failure::said(Trouble::NotProtected, request.uri()));
        }
        let request = Request::try_from(request).map_err(|error| failure(&error))?;
        let mut answer = self.http.execute(request).await.map_err(|error| failure(&error))?;
        let mut told = Response::builder().status(answer.status());
        if let Some(headers) = told.headers_mut() {
            *headers = std::mem::take(answer.headers_mut());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| failure(&error))? {
            if body.len() + chunk.len() > READ {
                return Err(Failure::said(Trouble::NotUnderstood, "the answer is too long"));
            }
            body.extend_from_slice(&chunk);
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

/// What a line that broke was about. The address is left out: it may carry a code.
fn failure(error: &reqwest::Error) -> Failure {
    let mut said = String::new();
    let mut cause = error.source();
    while let Some(because) = cause {
        said = because.to_string();
        cause = because.source();
    }
    let trouble = if error.is_timeout() {
        Trouble::TimedOut
    } else if ["certificate", "tls", "TLS", "handshake"].iter().any(|word| said.contains(word)) {
        Trouble::Certificate
    } else {
        Trouble::NoConnection
    };
    Failure { trouble, said: Some(one_line(&said, TOLD)).filter(|said| !said.is_empty()) }
}
