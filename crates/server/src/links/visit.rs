//! Fetching a page that a stranger named. Every address is checked before it is connected to, also behind redirects.

use super::{
    address::is_public,
    page::{self, Page},
};
use crate::asking;
use reqwest::{
    Client, Response,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, LOCATION},
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use url::{Host, Url};

/// From the first question to the last byte, redirects included.
const PATIENCE: Duration = Duration::from_secs(5);
const REDIRECTS: usize = 3;
/// No more than this is read of a page, in bytes.
const READ: usize = 512 * 1_024;
const USER_AGENT: &str = concat!("Hovorna/", env!("CARGO_PKG_VERSION"), " (link preview)");

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPage {
    #[error("links do not lead there")]
    NotAllowed,
    #[error("it did not answer in time")]
    TooSlow,
    #[error("it leads on and on")]
    TooManyRedirects,
    #[error("it answers with {0}")]
    Refused(u16),
    #[error("it is no page with a title")]
    NoTitle,
    #[error("the line: {0}")]
    Line(reqwest::Error),
    #[error(transparent)]
    Address(#[from] url::ParseError),
}

/// Without the address: what people write about is not logged.
impl From<reqwest::Error> for NoPage {
    fn from(error: reqwest::Error) -> Self {
        Self::Line(error.without_url())
    }
}

/// Fetches pages.
pub(super) struct Visitor {
    http: Client,
    guard: Guard,
}

impl Visitor {
    /// `within`: hosts of the company itself that may be looked at, whatever their addresses.
    pub(super) fn new(within: &[String]) -> Result<Self, reqwest::Error> {
        let guard = Guard { within: within.iter().map(|host| host.to_lowercase()).collect() };
        let http = asking::client(USER_AGENT, PATIENCE)
            .dns_resolver(guard.clone())
            // A proxy would look names up by itself, and whatever it finds.
            .no_proxy()
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { http, guard })
    }

    pub(super) async fn visit(&self, url: Url) -> Result<Page, NoPage> {
        tokio::time::timeout(PATIENCE, self.follow(url)).await.map_err(|_| NoPage::TooSlow)?
    }

    async fn follow(&self, mut url: Url) -> Result<Page, NoPage> {
        for _ in 0..=REDIRECTS {
            if !self.guard.lets(&url) {
                return Err(NoPage::NotAllowed);
            }
            let answer = self.http.get(url.clone()).header(ACCEPT, "text/html").send().await?;
            let status = answer.status();
            if status.is_success() {
                return read(answer, url.host_str().unwrap_or_default()).await;
            }
            let to = answer.headers().get(LOCATION).filter(|_| status.is_redirection());
            let to = to.and_then(|to| to.to_str().ok()).ok_or(NoPage::Refused(status.as_u16()))?;
            url = url.join(to)?;
        }
        Err(NoPage::TooManyRedirects)
    }
}

async fn read(mut answer: Response, host: &str) -> Result<Page, NoPage> {
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok());
    let kind = header(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let mut kind = kind.split(';').map(str::trim);
    // Nothing else was asked for: what is packed all the same is not unpacked, for it may be a bomb.
    if kind.next() != Some("text/html") || header(CONTENT_ENCODING).is_some_and(|how| how != "identity") {
        return Err(NoPage::NoTitle);
    }
    let charset = kind.find_map(|part| part.strip_prefix("charset=")).map(|it| it.trim_matches('"').to_owned());
    let (bytes, read) = asking::beginning(&mut answer, READ).await;
    read?;
    let host = host.to_owned();
    // Half a megabyte of a stranger's page: not on a thread that answers others.
    let page = tokio::task::spawn_blocking(move || page::read(&bytes, charset.as_deref(), &host)).await;
    page.ok().flatten().ok_or(NoPage::NoTitle)
}

/// Looks names up and lets only checked addresses through, so what was checked is what is connected to.
#[derive(Clone)]
struct Guard {
    within: Arc<[String]>,
}

impl Guard {
    /// Whether one may go there at all; of names the addresses are checked when they are looked up.
    fn lets(&self, url: &Url) -> bool {
        if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() || url.password().is_some() {
            return false;
        }
        let (host, port) = (url.host_str().unwrap_or_default(), url.port_or_known_default());
        if self.within.contains(&format!("{host}:{}", port.unwrap_or_default())) {
            return true;
        }
        if self.is_within(host) {
            // Listed with a port: on that one only.
            return self.within.iter().any(|it| it == host) && matches!(port, Some(80 | 443));
        }
        let public = match url.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            None => false,
        };
        public && matches!(port, Some(80 | 443))
    }

    /// Listed, with a port or without.
    fn is_within(&self, host: &str) -> bool {
        self.within.iter().any(|it| it == host || it.rsplit_once(':').is_some_and(|(name, _)| name == host))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            let is_within = guard.is_within(name);
            let found = tokio::net::lookup_host((name, 0)).await?;
            let checked: Vec<SocketAddr> = found.filter(|at| is_within || is_public(at.ip())).collect();
            if checked.is_empty() {
                return Err("it has no public address".into());
            }
            Ok(Box::new(checked.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{io::AsyncReadExt as _, net::TcpListener};

    fn lets(within: &[&str], url: &str) -> bool {
        let within: Vec<String> = within.iter().map(|it| (*it).to_owned()).collect();
        Visitor::new(&within).unwrap().guard.lets(&Url::parse(url).unwrap())
    }

    #[test]
    fn links_lead_to_public_sites_on_the_usual_ports_only() {
        for good in ["https://example.com/", "http://example.com:443/", "https://1.1.1.1/", "http://[2606:4700::1111]/"]
        {
            assert!(lets(&[], good), "{good}");
        }
        for bad in [
            ["http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.0.0.1/", "http://0177.0.0.1/"],
            [
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[fd00::1]/",
                "http://0/",
            ],
            [
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/",
                "http://[fe80::1]/",
                "http://[::]/",
                "http://192.168.0.1/",
            ],
            [
                "https://example.com:8443/",
                "http://example.com:22/",
                "https://a:b@example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
            ],
        ]
        .as_flattened()
        {
            assert!(!lets(&[], bad), "{bad}");
        }
    }

    #[test]
    fn hosts_within_the_company_are_let_through_on_their_port() {
        let within = ["wiki.lan", "Shop.lan:8080", "10.1.2.3", "[fd00::1]:81"];
        for good in [
            "http://wiki.lan/",
            "https://wiki.lan/a",
            "http://shop.lan:8080/",
            "http://10.1.2.3/",
            "http://[fd00::1]:81/",
        ] {
            assert!(lets(&within, good), "{good}");
        }
        for bad in [
            "http://wiki.lan:8080/",
            "http://shop.lan/",
            "http://10.1.2.4/",
            "http://10.1.2.3:81/",
            "http://[fd00::2]:81/",
        ] {
            assert!(!lets(&within, bad), "{bad}");
        }
    }

    /// Past the check of the port: what a name leads to is refused when it is looked up.
    #[tokio::test]
    async fn a_name_that_leads_into_the_house_is_not_connected_to() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
        let outside = Visitor::new(&[]).unwrap();
        let why = outside.http.get(&url).send().await.unwrap_err();
        assert!(why.is_connect(), "{why}");
        assert!(!NoPage::from(why).to_string().contains("localhost"), "what people write about is not logged");
        let inside = Visitor::new(&["localhost".into()]).unwrap();
        let asked = tokio::spawn(async move { inside.http.get(url).send().await.is_ok() });
        // The first one to come is the one that may.
        let (mut line, _) = listener.accept().await.unwrap();
        let mut heard = vec![0; 1_024];
        let length = line.read(&mut heard).await.unwrap();
        let request = String::from_utf8_lossy(&heard[..length]).to_lowercase();
        assert!(request.contains("user-agent: hovorna/") && !request.contains("cookie"), "{request}");
        drop((line, listener));
        assert!(!asked.await.unwrap());
    }
}
