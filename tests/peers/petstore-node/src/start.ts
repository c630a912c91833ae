import { Database } from "./database.js";
import { logger } from "./observe.js";
import { CREATE } from "./pets.js";

export const BODY_LIMIT = 2 * 1024 * 1024;
export const TIMEOUT_MS = 60_000;

export const hostname = "127.0.0.1";
export const port = Number(process.env["PORT"] ?? 8080);

export const database = await Database.open(
  process.env["DATABASE_URL"] ?? "sqlite:petstore.db",
  CREATE,
);

/** Says where the service listens, and ends it when it is told to. */
export function started(address: unknown, close: () => void): void {
  logger.info({ address }, "listening");
  process.on("SIGTERM", close);
}
