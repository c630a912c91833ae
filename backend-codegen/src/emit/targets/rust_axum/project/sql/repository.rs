//! The file of one repository, and what its parts have in common.

use super::{
    super::{
        entity::{ColumnView, Entity, has_identity, is_updated},
        imports::Imports,
        query::QueryShape,
    },
    engine::{Engine, engine},
};
use crate::{
    emit::{layout::Writer, sql::Dialect},
    resources::{KeyOrigin, Role},
};

pub(in super::super) struct Repository<'a, 'e> {
    pub(super) entity: &'e Entity<'a>,
    pub(super) dialect: Dialect,
    pub(super) engine: Engine,
    pub(in super::super) shape: QueryShape,
    /// The error of its functions.
    pub(super) error: &'static str,
}

/// The text of a repository.
pub(in super::super) fn file(entity: &Entity<'_>, dialect: Dialect) -> String {
    let (query, repository) = (entity.query_type(), entity.repository());
    let mut imports = Imports::reserving([
        "Row",
        "Json",
        "Text",
        "QueryBuilder",
        "Sqlite",
        "Postgres",
        "MySql",
        "SqliteRow",
        "PgRow",
        "MySqlRow",
        "SqliteConnection",
        "PgConnection",
        "MySqlConnection",
        &query,
        &repository,
    ]);
    let shape = QueryShape::new(entity, &mut imports);
    let this = Repository {
        entity,
        dialect,
        engine: engine(dialect),
        shape,
        error: "sqlx::Error",
    };
    let ty = imports.named(entity.type_name);
    let mut body = Writer::default();
    this.constants(&mut body);
    if !this.shape.is_empty() {
        this.shape.write(entity, &mut body);
        body.blank();
    }
    this.contract(&ty, &mut imports, &mut body);
    body.blank();
    this.implementation(&ty, &mut imports, &mut body);
    this.helpers(&ty, &mut imports, &mut body);
    let mut writer = Writer::default();
    writer.module_doc(&format!("The table `{}`.", entity.resource.name));
    writer.blank();
    let body = body.finish();
    imports.keep_mentioned(&body);
    imports.write(&mut writer);
    writer.finish() + &body
}

impl<'a, 'e> Repository<'a, 'e> {
    /// The same functions without a database.
    pub(in super::super) fn in_memory(entity: &'e Entity<'a>, shape: QueryShape) -> Self {
        let dialect = Dialect::Sqlite;
        Self {
            entity,
            dialect,
            engine: engine(dialect),
            shape,
            error: "ApiError",
        }
    }
}

impl Repository<'_, '_> {
    pub(super) fn name(&self, column: &str) -> String {
        self.dialect.name(column)
    }

    pub(super) fn place(&self, number: usize) -> String {
        match self.dialect {
            Dialect::Postgres => format!("${number}"),
            Dialect::Sqlite | Dialect::Mysql => "?".to_owned(),
        }
    }

    pub(super) fn table(&self) -> String {
        self.name(&self.entity.resource.name)
    }

    pub(super) fn key(&self) -> String {
        self.name(&self.entity.key().column.name)
    }

    /// The columns that are fields of the entity.
    pub(super) fn selected(&self) -> String {
        let names: Vec<String> = self
            .entity
            .views()
            .filter(|view| view.column.source.field().is_some())
            .map(|view| self.told(&view))
            .collect();
        names.join(", ")
    }

    pub(super) fn returning(&self) -> String {
        match self.dialect {
            Dialect::Sqlite | Dialect::Postgres => format!("\nRETURNING {}", self.selected()),
            Dialect::Mysql => String::new(),
        }
    }

    /// MySQL returns nothing from INSERT and UPDATE, so rows are read again.
    pub(super) fn finds(&self) -> bool {
        let reads_again =
            self.dialect == Dialect::Mysql && (self.entity.creates() || self.entity.updates());
        self.entity.finds() || reads_again
    }

    /// SQLite has one writer at a time anyway.
    pub(super) fn locks(&self) -> bool {
        self.dialect != Dialect::Sqlite
            && (self.entity.updates()
                || self
                    .entity
                    .resource
                    .operations
                    .iter()
                    .any(|one| one.checks_etag))
    }

    pub(super) fn inserted(&self) -> Vec<ColumnView<'_>> {
        let skips_key = has_identity(self.entity.resource)
            && self.entity.resource.key.origin == KeyOrigin::Server;
        self.entity
            .views()
            .filter(|view| !(skips_key && view.column.role == Role::Key))
            .collect()
    }

    pub(super) fn updated(&self) -> Vec<ColumnView<'_>> {
        self.entity
            .views()
            .filter(|view| is_updated(view.column))
            .collect()
    }

    pub(super) fn has_filters(&self) -> bool {
        !self.shape.filters.is_empty() || !self.shape.parents.is_empty()
    }
}
