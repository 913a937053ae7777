//! The built web, inside the binary: console, widget and the demo company's pages.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest as _, Sha256};

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Web;

/// Whatever is no API request: a file, or the console's page.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return crate::problem::Problem::not_found().into_response();
    }
    let path = uri.path();
    if path == "/widget.js" {
        return file("widget/widget.js", "public, max-age=300", &headers).map(for_other_sites).unwrap_or_else(missing);
    }
    if let Some(rest) = path.strip_prefix("/widget/assets/") {
        let found = file(&format!("widget/assets/{rest}"), "public, max-age=31536000, immutable", &headers);
        return found.map(for_other_sites).unwrap_or_else(missing);
    }
    if path == "/demo" || path.starts_with("/demo/") {
        return demo(path, &headers);
    }
    let name = path.trim_start_matches('/');
    if name.starts_with("_app/immutable/") {
        return file(&format!("console/{name}"), "public, max-age=31536000, immutable", &headers)
            .unwrap_or_else(missing);
    }
    if let "sw.js" | "offline.html" = name {
        return away(name, &headers);
    }
    match Some(name).filter(|n| !n.is_empty()).and_then(|n| file(&format!("console/{n}"), "no-cache", &headers)) {
        Some(found) => found,
        // A name with a dot is a file that is not there; anything else is a page of the console.
        None if name.rsplit('/').next().is_some_and(|last| last.contains('.')) => missing(),
        None => console(&headers),
    }
}

/// The demo company's pages, under the strict policy that a careful company sets.
fn demo(path: &str, headers: &HeaderMap) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
        connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
    let name = path.trim_start_matches('/').trim_end_matches('/');
    let found = file(name, "no-cache", headers)
        .filter(|_| name != "demo")
        .or_else(|| file(&format!("{name}/index.html"), "no-cache", headers));
    let mut response = found.unwrap_or_else(missing);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// What is shown while the server cannot be reached, and what keeps it: nothing but our own files.
fn away(name: &str, headers: &HeaderMap) -> Response {
    const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
        base-uri 'none'; frame-ancestors 'none'";
    let mut response = file(&format!("console/{name}"), "no-cache", headers).unwrap_or_else(missing);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// The console's one page. Its inline boot script is allowed by its hash, nothing else inline is.
fn console(headers: &HeaderMap) -> Response {
    let Some(page) = Web::get("console/index.html") else {
        return (StatusCode::NOT_FOUND, "The web is not built: run `make run`, or `npm run build` in web/.")
            .into_response();
    };
    let html = String::from_utf8_lossy(&page.data);
    let hashes: Vec<String> = inline_scripts(&html)
        .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' {}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self' data: blob:; worker-src 'self'; \
         form-action 'self'; base-uri 'self'; frame-src 'self'; frame-ancestors 'none'",
        hashes.join(" ")
    );
    let mut response = respond("console/index.html", &page, "no-cache", headers);
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.match_indices("<script>").filter_map(|(start, tag)| {
        let rest = &html[start + tag.len()..];
        rest.find("</script>").map(|end| &rest[..end])
    })
}

fn file(name: &str, cache: &'static str, headers: &HeaderMap) -> Option<Response> {
    Web::get(name).map(|found| respond(name, &found, cache, headers))
}

fn respond(name: &str, found: &EmbeddedFile, cache: &'static str, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", STANDARD.encode(&found.metadata.sha256_hash()[..12]));
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = if kind.type_() == "text" || kind.subtype() == "javascript" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    let same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let meta = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.to_owned()), (header::ETAG, tag)];
    if same {
        (StatusCode::NOT_MODIFIED, meta).into_response()
    } else {
        (meta, Body::from(found.data.to_vec())).into_response()
    }
}

/// The widget runs on other sites' pages.
fn for_other_sites(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    headers.insert("timing-allow-origin", HeaderValue::from_static("*"));
    response
}

fn missing() -> Response {
    crate::problem::Problem::not_found().into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inline_scripts_are_hashed() {
        let html = r#"<script src="a.js"></script><script>one()</script><p></p><script>two()</script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["one()", "two()"]);
    }
}
