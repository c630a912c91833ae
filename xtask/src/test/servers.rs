//! The database servers that the tests of one stage share.

use backend_tests::servers::{Kind, Server};

/// Starts one throwaway server of each kind; what cannot start is a failure, because the stage `install` has seen
/// to it that the programs are there.
pub(super) fn start(failures: &mut Vec<String>) -> Vec<(Kind, Server)> {
    let mut servers = Vec::new();
    for kind in [Kind::Postgres, Kind::Mariadb, Kind::Redis] {
        match Server::shared_or_private(kind) {
            Ok(server) => {
                println!("{kind:?}: {}", server.url());
                servers.push((kind, server));
            }
            Err(unavailable) => failures.push(format!("{kind:?}: {unavailable}")),
        }
    }
    servers
}
