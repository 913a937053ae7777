//! What belongs to widgets: the versions of their consent's text, and pictures.

use crate::{
    both::{Database, both},
    people::{SUPPORT, at, group},
};
use desk::WidgetId;
use serde_json::json;
use store::{ConsentVersion, Logo, Widget};

both![each_version_of_a_consent_stays_readable, pictures_that_no_widget_shows_go_when_they_are_old];

async fn each_version_of_a_consent_stays_readable(db: Database) {
    let widget = |id: &str| WidgetId(id.into());
    let version = |id, number, second, text: &str| ConsentVersion {
        widget: widget(id),
        number,
        at: at(second),
        texts: json!({"cs": {"text": text, "url": null}}),
    };
    let (first, second) = (version("shop", 1, 1, "Souhlasíte."), version("shop", 2, 5, "Souhlasíte \"znovu\"."));
    let other = version("help", 1, 3, "x");
    db.change(async |mut conn| {
        conn.save_group(&group(SUPPORT, "Support"), at(0)).await.unwrap();
        for id in ["shop", "help"] {
            let widget =
                Widget { id: widget(id), name: id.into(), group: SUPPORT, details: json!({}), removed_at: None };
            conn.save_widget(&widget, at(0)).await.unwrap();
        }
        for version in [&first, &second, &other] {
            assert!(conn.add_consent_version(version).await.unwrap());
        }
        let late = ConsentVersion { at: at(9), ..second.clone() };
        assert!(!conn.add_consent_version(&late).await.unwrap(), "a version is never said otherwise");
    })
    .await;
    assert_eq!(
        db.look(async |mut c| c.consent_versions(&widget("shop")).await.unwrap()).await,
        [second.clone(), first]
    );
    assert_eq!(db.look(async |mut c| c.newest_consents().await.unwrap()).await, [other, second]);
}

async fn pictures_that_no_widget_shows_go_when_they_are_old(db: Database) {
    let logo = |id: &str, second| Logo {
        id: id.into(),
        media_type: "image/png".into(),
        bytes: "iVBORw==".into(),
        created_at: at(second),
    };
    db.change(async |mut conn| {
        for logo in [logo("shown", 1), logo("old", 1), logo("again", 1), logo("again", 9), logo("young", 9)] {
            conn.keep_logo(&logo).await.unwrap();
        }
        conn.forget_logos(at(5), &["shown".to_owned()]).await.unwrap();
    })
    .await;
    for (id, is_there) in [("shown", true), ("old", false), ("again", true), ("young", true)] {
        assert_eq!(db.look(async |mut c| c.logo(id).await.unwrap()).await.is_some(), is_there, "{id}");
    }
    assert_eq!(db.look(async |mut c| c.logo("again").await.unwrap()).await, Some(logo("again", 9)));
}
