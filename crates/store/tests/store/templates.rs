//! Canned texts: everybody's and one's own.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, id, people},
};
use desk::{OperatorId, TemplateId};
use store::Template;

both![
    a_template_comes_back_whole_and_changes_but_for_owner_and_use,
    an_operator_sees_everybodys_and_own_by_folder_and_title,
    a_removed_template_is_gone_once,
    uses_at_the_same_time_all_count,
];

fn template(n: u128, owner: Option<OperatorId>, folder: &str, title: &str) -> Template {
    let (folder, title) = (folder.into(), title.into());
    let text = "Dobrý den {client},\n😀".into();
    Template { id: TemplateId(id(n)), owner, shortcut: "dd".into(), title, folder, language: None, text, used: 0 }
}

async fn save(db: &Database, templates: &[&Template]) {
    db.change(async |mut conn| {
        for one in templates {
            conn.save_template(one, at(0)).await.unwrap();
        }
    })
    .await;
}

async fn one(db: &Database, n: u128) -> Option<Template> {
    db.look(async |mut c| c.template(TemplateId(id(n))).await.unwrap()).await
}

async fn a_template_comes_back_whole_and_changes_but_for_owner_and_use(db: Database) {
    people(&db).await;
    let annas = Template { language: Some("cs".into()), used: 3, ..template(1, Some(ANNA), "F", "T") };
    save(&db, &[&annas, &template(2, None, "", "")]).await;
    assert_eq!(one(&db, 1).await.as_ref(), Some(&annas));
    assert_eq!(one(&db, 2).await, Some(template(2, None, "", "")));
    assert_eq!(one(&db, 3).await, None);

    let new = Template { shortcut: "x".into(), text: "new".into(), used: 99, ..template(1, Some(BEN), "G", "U") };
    save(&db, &[&new]).await;
    assert_eq!(one(&db, 1).await, Some(Template { owner: annas.owner, used: annas.used, ..new }));
}

async fn an_operator_sees_everybodys_and_own_by_folder_and_title(db: Database) {
    people(&db).await;
    let (last, first) = (template(1, None, "b", "a"), template(2, Some(ANNA), "a", "b"));
    // Of two with one folder and title, the id decides.
    let (twin, second) = (template(4, None, "a", "c"), template(3, Some(ANNA), "a", "c"));
    let bens = template(5, Some(BEN), "", "");
    save(&db, &[&last, &twin, &bens, &second, &first]).await;
    let seen = async |who| db.look(async |mut c| c.templates(who).await.unwrap()).await;
    assert_eq!(seen(ANNA).await, [first, second, twin.clone(), last.clone()]);
    assert_eq!(seen(BEN).await, [bens, twin, last]);
}

async fn a_removed_template_is_gone_once(db: Database) {
    save(&db, &[&template(1, None, "", ""), &template(2, None, "", "")]).await;
    db.change(async |mut conn| {
        assert!(conn.remove_template(TemplateId(id(1))).await.unwrap());
        assert!(!conn.remove_template(TemplateId(id(1))).await.unwrap());
    })
    .await;
    assert_eq!((one(&db, 1).await, one(&db, 2).await.is_some()), (None, true));
}

async fn uses_at_the_same_time_all_count(db: Database) {
    save(&db, &[&template(1, None, "", ""), &template(2, None, "", "")]).await;
    let mut using = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let store = db.store.clone();
        using.spawn(async move {
            let mut write = store.write().await.unwrap();
            write.conn().template_used(TemplateId(id(1))).await.unwrap();
            write.commit(|| ()).await.unwrap();
        });
    }
    using.join_all().await;
    assert_eq!((one(&db, 1).await.unwrap().used, one(&db, 2).await.unwrap().used), (10, 0));
}
