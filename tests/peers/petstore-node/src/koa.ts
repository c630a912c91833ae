import { Router } from "@koa/router";
import Koa, { type Context, type Next } from "koa";

import { logger, metrics, observe, requestId } from "./observe.js";
import * as store from "./pets.js";
import { NewPet, Page, PetId } from "./pets.js";
import { Problem, noSuchPet, parsed, understood } from "./problem.js";
import { SECURITY_HEADERS } from "./security-headers.js";
import { BODY_LIMIT, TIMEOUT_MS, database, hostname, port, started } from "./start.js";

/** The body as JSON, up to the limit. */
async function json({ req }: Context): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT) {
      throw new Problem(413, "the body is too large");
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new Problem(400, "the body is not JSON");
  }
}

const pets = new Router({ prefix: "/v1" });

pets.get("/pets", async (ctx) => {
  ctx.body = await store.listPets(database, parsed(Page, ctx.query));
});

pets.post("/pets", async (ctx) => {
  const pet = await store.createPet(database, parsed(NewPet, await json(ctx)));
  ctx.status = 201;
  ctx.set("Location", `/v1/pets/${String(pet.id)}`);
  ctx.body = pet;
});

pets.get("/pets/:petId", async (ctx) => {
  const pet = await store.getPet(database, parsed(PetId, ctx.params).petId);
  if (pet === undefined) {
    throw noSuchPet();
  }
  ctx.body = pet;
});

pets.put("/pets/:petId", async (ctx) => {
  const { petId } = parsed(PetId, ctx.params);
  const pet = await store.replacePet(database, petId, parsed(NewPet, await json(ctx)));
  if (pet === undefined) {
    throw noSuchPet();
  }
  ctx.body = pet;
});

pets.delete("/pets/:petId", async (ctx) => {
  if (!(await store.deletePet(database, parsed(PetId, ctx.params).petId))) {
    throw noSuchPet();
  }
  ctx.status = 204;
});

/** The request id, the security headers, the log and the metrics. */
async function surround(ctx: Context, next: Next): Promise<void> {
  const start = performance.now();
  const id = requestId(ctx.get("x-request-id") || undefined);
  ctx.set({ ...SECURITY_HEADERS, "X-Request-Id": id });
  await next();
  const { method, path, status } = ctx;
  const route = String(ctx["_matchedRoute"] ?? "");
  observe({ method, path, route, status, start, requestId: id });
}

async function answer(ctx: Context, next: Next): Promise<void> {
  try {
    await next();
    if (ctx.status === 404 && ctx.body === undefined) {
      throw new Problem(404, "not found");
    }
  } catch (error) {
    const problem = understood(error);
    if (problem.status === 500) {
      logger.error({ err: error }, "request failed");
    }
    ctx.status = problem.status;
    ctx.body = problem.body;
  }
}

async function limitTime(_ctx: Context, next: Next): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Problem(503, "too slow"));
    }, TIMEOUT_MS);
  });
  try {
    await Promise.race([next(), late]);
  } finally {
    clearTimeout(timer);
  }
}

const own = new Router();
own.get("/readyz", async (ctx) => {
  await database.reader.run("SELECT 1");
  ctx.body = { status: "ready" };
});
own.get("/metrics", async (ctx) => {
  ctx.body = await metrics();
});

const app = new Koa();
app.use(surround);
app.use(answer);
app.use(limitTime);
app.use(own.routes());
app.use(pets.routes());

const server = app.listen(port, hostname, () => {
  started(server.address(), () => server.close());
});
