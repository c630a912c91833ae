import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import { secureHeaders } from "hono/secure-headers";
import { timeout } from "hono/timeout";
import { validator } from "hono/validator";
import type { z } from "zod";

import { logger, metrics, observe, requestId } from "./observe.js";
import * as store from "./pets.js";
import { NewPet, Page, PetId } from "./pets.js";
import { Problem, noSuchPet, parsed, understood } from "./problem.js";
import { BODY_LIMIT, TIMEOUT_MS, database, hostname, port, started } from "./start.js";

const valid = <T extends "json" | "query" | "param", S extends z.ZodType>(target: T, schema: S) =>
  validator(target, (value) => parsed(schema, value));

const pets = new Hono()
  .get("/pets", valid("query", Page), async (c) => {
    return c.json(await store.listPets(database, c.req.valid("query")));
  })
  .post("/pets", valid("json", NewPet), async (c) => {
    const pet = await store.createPet(database, c.req.valid("json"));
    return c.json(pet, 201, { Location: `/v1/pets/${String(pet.id)}` });
  })
  .get("/pets/:petId", valid("param", PetId), async (c) => {
    const pet = await store.getPet(database, c.req.valid("param").petId);
    if (pet === undefined) {
      throw noSuchPet();
    }
    return c.json(pet);
  })
  .put("/pets/:petId", valid("param", PetId), valid("json", NewPet), async (c) => {
    const { petId } = c.req.valid("param");
    const pet = await store.replacePet(database, petId, c.req.valid("json"));
    if (pet === undefined) {
      throw noSuchPet();
    }
    return c.json(pet);
  })
  .delete("/pets/:petId", valid("param", PetId), async (c) => {
    if (!(await store.deletePet(database, c.req.valid("param").petId))) {
      throw noSuchPet();
    }
    return c.body(null, 204);
  });

function answer(error: unknown, c: Context): Response {
  const problem =
    error instanceof HTTPException && error.status === 400
      ? new Problem(400, error.message)
      : understood(error);
  if (problem.status === 500) {
    logger.error({ err: error }, "request failed");
  }
  return c.json(problem.body, problem.status);
}

const app = new Hono();
app.use(async (c, next) => {
  const start = performance.now();
  const id = requestId(c.req.header("x-request-id"));
  c.header("X-Request-Id", id);
  await next();
  const { method, path } = c.req;
  const route = routePath(c, -1);
  observe({ method, path, route, status: c.res.status, start, requestId: id });
});
app.use(secureHeaders());
app.use(bodyLimit({ maxSize: BODY_LIMIT }));
app.use(timeout(TIMEOUT_MS));
app.get("/readyz", async (c) => {
  await database.reader.run("SELECT 1");
  return c.json({ status: "ready" });
});
app.get("/metrics", async (c) => c.text(await metrics()));
app.route("/v1", pets);
app.notFound((c) => answer(new Problem(404, "not found"), c));
app.onError(answer);

const server = serve({ fetch: app.fetch, hostname, port }, (address) => {
  started(address, () => server.close());
});
