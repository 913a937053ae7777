//! Health, figures, and what every answer carries.

use crate::support::{Answer, Desk, desk};

#[tokio::test]
async fn health_and_figures_are_told() {
    let (desk, ada) = desk().await;
    assert_eq!(desk.get("/health/live").await.status, 200);
    assert_eq!(desk.get("/health/ready").await.status, 200);
    let _bob = desk.operator(&ada, "Bob").await;
    desk.client().enters().await;
    let figures = desk.http.get(desk.url("/metrics")).send().await.unwrap().text().await.unwrap();
    let started = figures.lines().find(|l| l.starts_with("hovorna_conversations_started_total")).unwrap();
    assert!(started.rsplit(' ').next().unwrap().parse::<f64>().unwrap() >= 1.0, "{started}");
    for secret in [&ada.cookie, "ada@lumen.example"] {
        assert!(!figures.contains(secret));
    }
}

#[tokio::test]
async fn every_answer_carries_its_protection() {
    let desk = Desk::start(|_| ()).await;
    for path in ["/", "/demo", "/widget.js", "/api/v1/setup", "/api/v1/nosuch", "/nosuch/page", "/health/live"] {
        let answer = Answer::to(desk.http.get(desk.url(path))).await;
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src") || policy.contains("script-src"), "{path}: {policy}");
        assert!(!policy.replace("style-src 'self' 'unsafe-inline'", "").contains("unsafe"), "{path}: {policy}");
    }
    assert_eq!(desk.get("/api/v1/setup").await.headers["cache-control"], "no-store");
}
