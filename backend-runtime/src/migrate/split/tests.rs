use super::{split, transaction_word, words::TransactionWord};
use crate::db::Engine;

fn statements(engine: Engine, text: &str) -> Vec<&str> {
    split(engine, text)
        .expect("it can be split")
        .into_iter()
        .map(|statement| &text[statement.start..statement.end])
        .collect()
}

const ALL: [Engine; 3] = [Engine::Sqlite, Engine::Postgres, Engine::Mysql];

#[test]
fn plain_statements_end_at_semicolons() {
    for engine in ALL {
        assert_eq!(
            statements(engine, "a 1; b 2 ;\n\n c 3"),
            ["a 1", "b 2", "c 3"]
        );
        assert_eq!(statements(engine, ";;  ; a;;"), ["a"]);
    }
}

#[test]
fn comments_alone_are_no_statement() {
    for engine in ALL {
        assert_eq!(
            statements(engine, "-- only; this\n/* and; that */ \n"),
            [""; 0]
        );
        assert_eq!(statements(engine, "-- a;\nb -- c;\n;/* d; */e"), ["b", "e"]);
    }
}

#[test]
fn quotes_hide_semicolons() {
    for engine in ALL {
        let text = "insert into t values ('a;''b', \"c;\"\"d\"); x";
        assert_eq!(statements(engine, text).len(), 2, "{engine}");
    }
    assert_eq!(
        statements(Engine::Sqlite, "select [a;b], `c;d`; x").len(),
        2
    );
    assert_eq!(statements(Engine::Mysql, "select `a;``b`; x").len(), 2);
}

#[test]
fn backslashes_escape_in_mysql_only() {
    assert_eq!(statements(Engine::Mysql, r"select 'a\';b'; x").len(), 2);
    assert_eq!(statements(Engine::Mysql, r#"select "a\";b"; x"#).len(), 2);
    assert_eq!(statements(Engine::Sqlite, r"select 'a\'; x").len(), 2);
    assert_eq!(statements(Engine::Postgres, r"select 'a\'; x").len(), 2);
}

#[test]
fn postgres_escape_strings_keep_backslashes() {
    assert_eq!(statements(Engine::Postgres, r"select E'a\';b'; x").len(), 2);
    assert_eq!(
        statements(Engine::Postgres, "select E'a'\n 'b\\';c'; x").len(),
        2
    );
    assert_eq!(statements(Engine::Postgres, r"select note'a\'; x").len(), 2);
}

#[test]
fn postgres_dollar_quotes_hide_everything() {
    let text =
        "create function f() returns int language plpgsql as $body$ begin; $$ ; ' $$ end $body$; x";
    assert_eq!(statements(Engine::Postgres, text).len(), 2);
    assert_eq!(
        statements(Engine::Postgres, "do $$ a; b $$; select $1; x").len(),
        3
    );
    assert_eq!(statements(Engine::Postgres, "select a$b$c; x$b$").len(), 2);
}

#[test]
fn postgres_comments_nest() {
    assert_eq!(
        statements(Engine::Postgres, "a /* /* ; */ ; */ ; b"),
        ["a", "b"]
    );
    assert_eq!(statements(Engine::Mysql, "a /* /* ; */ ; b").len(), 2);
}

#[test]
fn postgres_rule_bodies_stand_in_parentheses() {
    let text =
        "create rule r as on insert to t do also (insert into a values (1); delete from b); x";
    assert_eq!(statements(Engine::Postgres, text).len(), 2);
}

#[test]
fn postgres_atomic_bodies_end_with_end() {
    let text = "create or replace function f(a int) returns int begin atomic select case when a > 1 then 2 end; \
                select 3; end; x";
    assert_eq!(statements(Engine::Postgres, text).len(), 2);
    assert_eq!(statements(Engine::Postgres, "begin; a; end; x").len(), 4);
}

#[test]
fn postgres_refuses_what_only_psql_can() {
    for text in [
        "copy t (a) from stdin;\n1\n\\.\n",
        "\\connect other\nselect 1",
    ] {
        assert!(split(Engine::Postgres, text).is_err(), "{text}");
    }
}

#[test]
fn sqlite_triggers_end_with_end() {
    let text = "create temp trigger t after insert on a begin update b set c = case when 1 then 2 end; \
                delete from d; end; select 1";
    assert_eq!(statements(Engine::Sqlite, text).len(), 2);
    assert_eq!(
        statements(Engine::Sqlite, "begin; insert into a values (1); end; x").len(),
        4
    );
}

#[test]
fn mysql_delimiter_is_taken_out() {
    let text = "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1; SELECT 2;\nEND$$\nDELIMITER ;\nSELECT 3;";
    assert_eq!(
        statements(Engine::Mysql, text),
        [
            "CREATE PROCEDURE p()\nBEGIN\n  SELECT 1; SELECT 2;\nEND",
            "SELECT 3"
        ]
    );
    let text = "delimiter //\nselect 1//\nselect '//'; select 2 // delimiter ;";
    assert_eq!(statements(Engine::Mysql, text).len(), 3);
    let text = "DELIMITER ;;\n/*!50003 CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a=1; END */;;\nDELIMITER ;\nx;";
    assert_eq!(statements(Engine::Mysql, text).len(), 2);
}

#[test]
fn mysql_compound_statements_need_no_delimiter() {
    for text in [
        "create procedure p() begin select 1; select 2; end; x",
        "create definer=`a`@`b` trigger t before insert on a for each row begin set @a = if(1, 2, 3); end; x",
        "create trigger t before insert on a for each row if new.b < 0 then set new.b = 0; end if; x",
        "create trigger t before insert on a for each row if (new.b < 0) or (1) then set new.b = 0; else set @x = 1; end if; x",
        "create procedure p() begin if a then b; elseif c then d; else if (e) then f; end if; end if; g; end; x",
        "create procedure p() begin declare i int; l: loop leave l; end loop l; while 1 do a; end while; end; x",
        "create procedure p() begin repeat set @a = repeat('x', 3); until 1 end repeat; end; x",
        "create procedure p() begin case a when 1 then b; else c; end case; select case when 1 then 2 end; end; x",
        "create function f() returns int deterministic return if(1, 2, 3); x",
        "create table t (a int); drop table if exists u",
        "create event e on schedule every 1 day do begin a; b; end; x",
        "begin not atomic select 1; select 2; end; x",
        "select a for update; x",
    ] {
        assert_eq!(statements(Engine::Mysql, text).len(), 2, "{text}");
    }
    assert_eq!(statements(Engine::Mysql, "begin; a; commit").len(), 3);
}

#[test]
fn mysql_comments_are_mysqls() {
    assert_eq!(
        statements(Engine::Mysql, "select 5--1; x # y; z\n; w").len(),
        3
    );
    assert_eq!(
        statements(Engine::Mysql, "/*!40101 SET NAMES utf8 */; x"),
        ["/*!40101 SET NAMES utf8 */", "x"]
    );
}

#[test]
fn open_quotes_are_located() {
    for (engine, text, offset) in [
        (Engine::Sqlite, "a; 'b", 3),
        (Engine::Postgres, "a; $x$ b $y$", 3),
        (Engine::Postgres, "a; /* b", 3),
        (Engine::Mysql, "a; `b", 3),
    ] {
        assert_eq!(split(engine, text).expect_err(text).offset, offset);
    }
}

#[test]
fn words_around_characters_of_several_bytes_split() {
    for engine in ALL {
        assert_eq!(
            statements(engine, "sélect 'ü;'; größe; ☃"),
            ["sélect 'ü;'", "größe", "☃"]
        );
    }
}

#[test]
fn transaction_words_are_recognised() {
    let word = |text| transaction_word(Engine::Postgres, text);
    assert_eq!(word("begin"), Some(TransactionWord::Begin));
    assert_eq!(
        word("START TRANSACTION READ ONLY"),
        Some(TransactionWord::Begin)
    );
    assert_eq!(word("end"), Some(TransactionWord::Commit));
    assert_eq!(word("rollback to savepoint a"), None);
    assert_eq!(word("rollback"), Some(TransactionWord::Rollback));
    assert_eq!(word("create table begin_(a int)"), None);
}
