//! Ways to a server: sockets, schemas, encryption.

use std::{path::Path, process::Command};

use backend_runtime::db::Engine;
use backend_tests::{
    servers::{Kind, Server},
    skipped,
};

use crate::{
    command::run_in,
    support::{Database, on, query},
};

fn write_one(database: &Database) {
    database.write("1_a.up.sql", "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
    database.write("1_a.down.sql", "DROP TABLE a;\n");
}

/// The name of the database and what stands before it in its URL.
fn name(database: &Database) -> (&str, &str) {
    let (place, name) = database.url.rsplit_once('/').expect("a path");
    (place, name)
}

#[test]
fn socket_of_postgres() {
    on(Engine::Postgres, async |database: Database| {
        write_one(&database);
        let (place, name) = name(&database);
        let port = place.rsplit_once(':').expect("a port").1;
        let folders = database.query("SHOW unix_socket_directories").await;
        let url = format!("postgres://app@localhost:{port}/{name}?host={}", folders[0]);
        run_in(database.folder.path(), &url, &["up"]).exits(0);
        assert_eq!(database.states(), ["1=applied"]);
        run_in(
            database.folder.path(),
            "postgres://app@localhost/x?host=/no/such/folder",
            &["up"],
        )
        .exits(4)
        .says("the socket does not exist");
    });
}

#[test]
fn socket_of_mariadb() {
    on(Engine::Mysql, async |database: Database| {
        write_one(&database);
        let socket = database.query("SELECT @@socket").await;
        let url = format!(
            "mysql://root@localhost/{}?socket={}",
            name(&database).1,
            socket[0]
        );
        run_in(database.folder.path(), &url, &["up"]).exits(0);
        assert_eq!(database.states(), ["1=applied"]);
    });
}

#[test]
fn schema_of_the_search_path() {
    on(Engine::Postgres, async |database: Database| {
        write_one(&database);
        let folder = database.folder.path();
        let url = format!("{}?options=-csearch_path%3Dshop", database.url);
        run_in(folder, &url, &["up"])
            .exits(4)
            .says("the search path names no schema that exists")
            .says("create the schema");
        database.query("CREATE SCHEMA shop").await;
        run_in(folder, &url, &["up"]).exits(0);
        run_in(folder, &url, &["verify", "--roundtrip"])
            .exits(0)
            .says("round trip holds: 1_a");
        let tables = "SELECT schemaname || '.' || tablename AS t FROM pg_tables WHERE schemaname = 'shop' ORDER BY 1";
        assert_eq!(
            database.query(tables).await,
            ["shop._backend_migrations", "shop.a"]
        );
    });
}

#[test]
fn encryption_that_the_server_lacks() {
    for (engine, option) in [
        (Engine::Postgres, "sslmode=require"),
        (Engine::Mysql, "ssl-mode=REQUIRED"),
    ] {
        on(engine, async |database: Database| {
            write_one(&database);
            let url = format!("{}?{option}", database.url);
            run_in(database.folder.path(), &url, &["up"])
                .exits(4)
                .says("cannot encrypt the connection")
                .says("choose another TLS mode");
        });
    }
    on(Engine::Sqlite, async |database: Database| {
        write_one(&database);
        run_in(
            database.folder.path(),
            "postgres://app@localhost/x?sslmode=bogus",
            &["up"],
        )
        .exits(2)
        .says("the database URL cannot be read: unknown value");
    });
}

/// An authority and a certificate for `localhost` that it has signed.
const CERTIFICATES: &str = "
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.crt
    openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr
    openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy -out server.crt
    chmod 600 server.key
    cp -p server.key server.crt \"$1/\"
    chown --reference=\"$1\" \"$1/server.key\" \"$1/server.crt\"
";

/// Whether the machine could make certificates and give them to the server.
fn certify(folder: &Path, data: &str) -> bool {
    let output = Command::new("sh")
        .args(["-ec", CERTIFICATES, "sh", data])
        .current_dir(folder)
        .output();
    output.is_ok_and(|output| output.status.success())
}

#[test]
fn certificates_are_checked_as_the_url_asks() {
    let server = match Server::private(Kind::Postgres) {
        Ok(server) => server,
        Err(unavailable) => return skipped(unavailable),
    };
    on(Engine::Sqlite, async |scratch: Database| {
        let folder = scratch.folder.path();
        write_one(&scratch);
        let data = query(server.url(), "SHOW data_directory").await;
        if !certify(folder, &data[0]) {
            return skipped("openssl is not installed");
        }
        query(server.url(), "ALTER SYSTEM SET ssl = on").await;
        query(server.url(), "SELECT pg_reload_conf()::text").await;
        let url = server.url().replace("127.0.0.1", "localhost");
        // The reload is not at once.
        let started = std::time::Instant::now();
        while run_in(folder, &format!("{url}?sslmode=require"), &["status"]).code != 0 {
            assert!(
                started.elapsed().as_secs() < 30,
                "the server never encrypts"
            );
        }
        let authority = folder.join("ca.crt").display().to_string();
        run_in(
            folder,
            &format!("{url}?sslmode=verify-full&sslrootcert={authority}"),
            &["up"],
        )
        .exits(0)
        .says("applied 1_a");
        run_in(folder, &format!("{url}?sslmode=verify-full"), &["up"])
            .exits(4)
            .says("cannot encrypt the connection to PostgreSQL at localhost")
            .says("certificate");
        run_in(
            folder,
            &format!("{url}?sslmode=verify-full&sslrootcert=/no/such/file"),
            &["up"],
        )
        .exits(4)
        .says("a certificate or key file that the URL names does not exist");
    });
}
