import { createClient } from "@libsql/client";
import { type LibSQLDatabase, drizzle } from "drizzle-orm/libsql";

const SETTINGS = `
  PRAGMA foreign_keys = ON;
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
`;

/** What queries run on: a connection, or a transaction. */
export type Connection = Pick<LibSQLDatabase, "select" | "insert" | "update" | "delete">;

/** One connection to read with, and one to write with, on which writers take turns. */
export class Database {
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly reader: LibSQLDatabase,
    private readonly writer: LibSQLDatabase,
  ) {}

  static async open(url: string, schema: string): Promise<Database> {
    const connect = async (): Promise<LibSQLDatabase> => {
      const client = createClient({ url: url.replace(/^sqlite:/, "file:"), concurrency: 1 });
      await client.executeMultiple(SETTINGS);
      return drizzle(client);
    };
    const writer = await connect();
    await writer.run(schema);
    return new Database(await connect(), writer);
  }

  /** One statement. */
  async write<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return await this.next(() => work(this.writer));
  }

  /** Several, of which all or none hold. */
  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return await this.next(() => this.writer.transaction(work, { behavior: "immediate" }));
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }
}
