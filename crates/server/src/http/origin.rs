//! What a browser says of itself: language, name, operating system, device.

use axum::http::{HeaderMap, header};
use serde::Deserialize;
use store::Origin;
use tokio::sync::OnceCell;
use ua_parser::{os, user_agent};

/// The collection of the uap-core project (Apache-2.0, see `facts/ua-regexes.LICENSE`).
const COLLECTION: &str = include_str!("../../facts/ua-regexes.yaml");

/// To read it takes a core a tenth of a second, and 10 MB as long as the process lives: so not before a page with a widget
/// is looked at.
static AGENTS: OnceCell<Option<Agents>> = OnceCell::const_new();

struct Agents {
    browsers: user_agent::Extractor<'static>,
    systems: os::Extractor<'static>,
}

#[derive(Deserialize)]
struct Patterns<'a> {
    #[serde(borrow)]
    user_agent_parsers: Vec<user_agent::Parser<'a>>,
    #[serde(borrow)]
    os_parsers: Vec<os::Parser<'a>>,
}

impl Agents {
    fn read() -> anyhow::Result<Self> {
        // Devices are more than half of it, and whether it is a telephone shows without them.
        let wanted = COLLECTION.split("\ndevice_parsers:").next().unwrap_or_default();
        let patterns: Patterns<'static> = serde_yaml_ng::from_str(wanted)?;
        let browsers = user_agent::Builder::new().push_all(patterns.user_agent_parsers)?.build()?;
        let systems = os::Builder::new().push_all(patterns.os_parsers)?.build()?;
        Ok(Self { browsers, systems })
    }
}

/// On a thread of its own: everybody else goes on meanwhile.
async fn agents() -> Option<&'static Agents> {
    let read = || Agents::read().inspect_err(|error| tracing::error!(%error, "user agents cannot be told apart")).ok();
    let read = async move || tokio::task::spawn_blocking(read).await.unwrap_or_default();
    AGENTS.get_or_init(read).await.as_ref()
}

/// A client may come soon, and shall not wait then.
pub fn prepare() {
    if !AGENTS.initialized() {
        tokio::spawn(agents());
    }
}

/// What the headers of a browser say of it. `language` is what the widget speaks, if it says so.
pub async fn of(headers: &HeaderMap, language: Option<&str>) -> Origin {
    let agents = if headers.contains_key(header::USER_AGENT) { agents().await } else { None };
    read(agents, headers, language)
}

/// The same of a browser that asked once and said only its name.
pub async fn of_agent(agent: Option<&str>) -> Origin {
    let value = agent.and_then(|agent| header::HeaderValue::from_str(agent).ok());
    of(&value.map(|value| (header::USER_AGENT, value)).into_iter().collect(), None).await
}

fn read(agents: Option<&Agents>, headers: &HeaderMap, language: Option<&str>) -> Origin {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let agent = text(header::USER_AGENT.as_str()).unwrap_or_default();
    let agent: String = agent.chars().take(500).collect();
    let hint = |name: &str| text(name).map(|value| value.trim_matches('"').to_owned());
    let platform = hint("sec-ch-ua-platform").zip(hint("sec-ch-ua-platform-version"));
    let browser = agents.and_then(|known| known.browsers.extract(&agent)).map(|ua| {
        let major = ua.major.unwrap_or_default();
        format!("{} {major}", plain_name(&ua.family)).trim().to_owned()
    });
    let os = agents.and_then(|known| known.systems.extract(&agent)).map(|os| {
        let version = if os.os == "Mac OS X" { None } else { os.major.as_deref() };
        let named = if os.os == "Mac OS X" { "macOS" } else { &*os.os };
        format!("{named} {}", version.unwrap_or_default()).trim().to_owned()
    });
    Origin {
        language: language.filter(|tag| is_language(tag)).map(ToOwned::to_owned).or_else(|| preferred(headers)),
        browser: browser.filter(|name| name != "Other"),
        os: windows(platform).or(os).filter(|name| name != "Other"),
        device: Some(device(&agent, text("sec-ch-ua-mobile")).to_owned()),
        ..Origin::default()
    }
}

/// "Chrome Mobile" is Chrome on a phone; the device says that already.
fn plain_name(family: &str) -> &str {
    match family {
        "Chrome Mobile" | "Chrome Mobile iOS" | "HeadlessChrome" => "Chrome",
        "Mobile Safari" => "Safari",
        "Firefox Mobile" | "Firefox iOS" => "Firefox",
        "Edge Mobile" => "Edge",
        other => other,
    }
}

/// User agents froze at Windows 10; the hint tells (13 and above is Windows 11, Microsoft Learn, "Detect Windows 11").
fn windows(platform: Option<(String, String)>) -> Option<String> {
    let (platform, version) = platform?;
    let major: u32 = version.split('.').next()?.parse().ok()?;
    (platform == "Windows" && major >= 13).then(|| "Windows 11".to_owned())
}

fn device(agent: &str, mobile_hint: Option<&str>) -> &'static str {
    let tablet =
        agent.contains("iPad") || agent.contains("Tablet") || (agent.contains("Android") && !agent.contains("Mobile"));
    if tablet {
        "tablet"
    } else if mobile_hint == Some("?1") || agent.contains("Mobi") {
        "mobile"
    } else {
        "desktop"
    }
}

/// The first language of Accept-Language (RFC 9110, section 12.5.4).
fn preferred(headers: &HeaderMap) -> Option<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let first = accepted.split(',').next()?.split(';').next()?.trim();
    is_language(first).then(|| first.to_owned())
}

/// Of the shape of a BCP 47 tag.
#[must_use]
pub fn is_language(tag: &str) -> bool {
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (2..=35).contains(&tag.len()) && tag.split('-').all(subtag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[tokio::test]
    async fn chrome_on_windows_is_told_with_and_without_hints() {
        let plain = of(&headers(&[("user-agent", CHROME), ("accept-language", "cs-CZ,cs;q=0.9")]), None).await;
        assert_eq!((plain.browser.as_deref(), plain.os.as_deref()), (Some("Chrome 142"), Some("Windows 10")));
        assert_eq!((plain.language.as_deref(), plain.device.as_deref()), (Some("cs-CZ"), Some("desktop")));
        let hints = [
            ("user-agent", CHROME),
            ("sec-ch-ua-platform", "\"Windows\""),
            ("sec-ch-ua-platform-version", "\"15.0.0\""),
        ];
        assert_eq!(of(&headers(&hints), Some("en")).await.os.as_deref(), Some("Windows 11"));
    }

    #[tokio::test]
    async fn an_iphone_is_mobile_and_nonsense_is_nothing() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        let origin = of(&headers(&[("user-agent", iphone)]), None).await;
        assert_eq!((origin.browser.as_deref(), origin.os.as_deref()), (Some("Safari 18"), Some("iOS 18")));
        assert_eq!(origin.device.as_deref(), Some("mobile"));
        assert_eq!(of(&HeaderMap::new(), Some("not a tag!")).await.browser, None);
    }
}
