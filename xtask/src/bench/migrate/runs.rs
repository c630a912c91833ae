//! The contenders and what a run of each costs.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    rc::Rc,
    time::{Duration, Instant},
};

use backend_tests::servers::{Kind, Server};

use super::{
    super::super::{process, root::target},
    files::{Files, write},
    measure,
};

/// What one run cost, in seconds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    pub(super) client: f64,
    pub(super) server: f64,
    pub(super) wall: f64,
}

impl Cost {
    pub(super) fn cpu(&self) -> f64 {
        self.client + self.server
    }

    /// The median of each part.
    pub(super) fn median(costs: &[Self]) -> Self {
        let part = |part: fn(&Self) -> f64| {
            let values: Vec<f64> = costs.iter().map(part).collect();
            measure::median(&values).unwrap_or_default()
        };
        Self {
            client: part(|cost| cost.client),
            server: part(|cost| cost.server),
            wall: part(|cost| cost.wall),
        }
    }
}

/// One way to apply the migrations to a fresh database.
pub(super) struct Contender {
    pub(super) name: &'static str,
    database: Database,
    command: Box<dyn Fn(&str) -> Command>,
}

#[derive(Clone)]
enum Database {
    Postgres(Rc<Server>),
    Sqlite(Rc<Cell<usize>>),
}

impl Contender {
    /// Runs it once.
    pub(super) fn run(&self) -> Result<Cost, String> {
        let url = self.database.fresh()?;
        let server_before = self.database.server_cpu()?;
        let started = Instant::now();
        let mut command = (self.command)(&url);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let client = measure::command(&mut command)?;
        let wall = started.elapsed().as_secs_f64();
        // The server counts a session's CPU when it has reaped it.
        std::thread::sleep(Duration::from_millis(200));
        let server = self.database.server_cpu()? - server_before;
        Ok(Cost {
            client: client.cpu.as_secs_f64(),
            server,
            wall,
        })
    }
}

impl Database {
    fn fresh(&self) -> Result<String, String> {
        match self {
            Self::Postgres(server) => server
                .scratch_database("bench")
                .map_err(|error| error.to_string()),
            Self::Sqlite(number) => {
                number.set(number.get() + 1);
                let file = target().join(format!("bench-migrate/{}.db", number.get()));
                fs::write(&file, "").map_err(|error| format!("{}: {error}", file.display()))?;
                Ok(format!("sqlite://{}", file.display()))
            }
        }
    }

    fn server_cpu(&self) -> Result<f64, String> {
        match self {
            Self::Postgres(server) => reaped_cpu(server.pid().unwrap_or_default()),
            Self::Sqlite(_) => Ok(0.0),
        }
    }
}

/// CPU of a process and the children it has waited for: fields 14 to 17 of proc(5), in hundredths of a second.
fn reaped_cpu(pid: u32) -> Result<f64, String> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    let (_, rest) = stat
        .rsplit_once(')')
        .ok_or_else(|| format!("{path}: not in the form of proc(5)"))?;
    let ticks: f64 = rest
        .split_ascii_whitespace()
        .skip(11)
        .take(4)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / 100.0)
}

/// Builds our program as users get it.
pub(super) fn build() -> Result<PathBuf, String> {
    process::run(&mut process::cargo([
        "build",
        "--quiet",
        "--release",
        "-p",
        "cargo-backend",
    ]))?;
    Ok(target().join("release/cargo-backend"))
}

fn ours(
    program: &Path,
    files: &Files,
    arguments: &'static [&'static str],
) -> Box<dyn Fn(&str) -> Command> {
    let (program, folder) = (program.to_owned(), files.plain.clone());
    Box::new(move |url| {
        let mut command = Command::new(&program);
        command
            .args(["migrate", "up", "--database-url", url, "--source"])
            .arg(&folder)
            .args(arguments);
        command
    })
}

fn sqlx(files: &Files) -> Box<dyn Fn(&str) -> Command> {
    let folder = files.plain.clone();
    Box::new(move |url| {
        let mut command = Command::new("sqlx");
        command
            .args(["migrate", "run", "--database-url", url, "--source"])
            .arg(&folder);
        command
    })
}

fn dbmate(files: &Files) -> Box<dyn Fn(&str) -> Command> {
    let folder = files.sections.clone();
    Box::new(move |url| {
        let mut command = Command::new("dbmate");
        let url = match url.strip_prefix("sqlite://") {
            Some(file) => format!("sqlite:{file}"),
            None => format!("{url}?sslmode=disable"),
        };
        command
            .args(["--url", &url, "--no-dump-schema", "--migrations-dir"])
            .arg(&folder)
            .arg("migrate");
        command
    })
}

fn refinery(files: &Files) -> Box<dyn Fn(&str) -> Command> {
    let folder = files.refinery.clone();
    Box::new(move |url| {
        let mut command = Command::new("refinery");
        command
            .args(["migrate", "-e", "BENCH_DATABASE_URL", "-p"])
            .arg(&folder)
            .env("BENCH_DATABASE_URL", url);
        command
    })
}

type Peer = (&'static str, &'static str, Box<dyn Fn(&str) -> Command>);

fn with_peers(database: &Database, own: Vec<Peer>, files: &Files) -> Vec<Contender> {
    let mut all = own;
    all.push(("sqlx", "sqlx", sqlx(files)));
    all.push(("refinery", "refinery", refinery(files)));
    all.push(("dbmate", "dbmate", dbmate(files)));
    all.into_iter()
        .filter(|(name, program, _)| {
            let is_there = program.is_empty() || process::on_path(program);
            if !is_there {
                println!("{name} is not on PATH and is left out");
            }
            is_there
        })
        .map(|(name, _, command)| Contender {
            name,
            database: database.clone(),
            command,
        })
        .collect()
}

/// Contenders on PostgreSQL; the first one is what the others are compared with.
pub(super) fn postgres(program: &Path, files: &Files) -> Result<Vec<Contender>, String> {
    let server = match Server::private(Kind::Postgres) {
        Ok(server) => server,
        Err(unavailable) => {
            println!("skipped: {unavailable}");
            return Ok(Vec::new());
        }
    };
    let all = files.all.clone();
    let psql = move |url: &str| {
        let mut command = Command::new("psql");
        command
            .args(["-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f"])
            .arg(&all)
            .arg(url);
        command
    };
    let own: Vec<Peer> = vec![
        ("psql -1", "psql", Box::new(psql)),
        (
            "ours, single transaction",
            "",
            ours(program, files, &["--single-transaction"]),
        ),
        ("ours", "", ours(program, files, &[])),
    ];
    Ok(with_peers(&Database::Postgres(Rc::new(server)), own, files))
}

/// Contenders on SQLite.
pub(super) fn sqlite(program: &Path, files: &Files) -> Result<Vec<Contender>, String> {
    let own: Vec<Peer> = vec![
        ("ours", "", ours(program, files, &[])),
        (
            "ours, single transaction",
            "",
            ours(program, files, &["--single-transaction"]),
        ),
    ];
    Ok(with_peers(
        &Database::Sqlite(Rc::new(Cell::new(0))),
        own,
        files,
    ))
}

/// The CPU of `status` when that many migrations are applied.
pub(super) fn status(program: &Path, count: usize) -> Result<Duration, String> {
    let folder = target().join("bench-migrate/many");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for number in 1..=count {
        write(&folder, &format!("{number:014}_m.up.sql"), "SELECT 1;\n")?;
        write(&folder, &format!("{number:014}_m.down.sql"), "SELECT 1;\n")?;
    }
    let file = target().join("bench-migrate/many.db");
    fs::write(&file, "").map_err(|error| format!("{}: {error}", file.display()))?;
    let url = format!("sqlite://{}", file.display());
    let newest = count.to_string();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command
            .arg("migrate")
            .args(arguments)
            .args(["--database-url", &url, "--source"])
            .arg(&folder);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        measure::command(&mut command)
    };
    run(&["baseline", &newest, "--yes"])?;
    let costs = (0..5)
        .map(|_| run(&["status"]).map(|cost| cost.cpu.as_secs_f64()))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Duration::from_secs_f64(
        measure::median(&costs).unwrap_or_default(),
    ))
}
