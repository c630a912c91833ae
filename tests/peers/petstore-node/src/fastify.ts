import helmet from "@fastify/helmet";
import {
  type FastifyPluginCallback,
  type FastifyPluginOptions,
  type FastifyTypeProvider,
  LogController,
  type RawServerDefault,
  fastify,
} from "fastify";
import type { z } from "zod";

import { logger, metrics, observe, requestId } from "./observe.js";
import * as store from "./pets.js";
import { NewPet, Page, PetId } from "./pets.js";
import { Problem, noSuchPet, parsed, understood } from "./problem.js";
import { BODY_LIMIT, TIMEOUT_MS, database, hostname, port, started } from "./start.js";

interface ZodTypeProvider extends FastifyTypeProvider {
  validator: this["schema"] extends z.ZodType<infer Value> ? Value : unknown;
}

type Routes = FastifyPluginCallback<FastifyPluginOptions, RawServerDefault, ZodTypeProvider>;

const pets: Routes = (app, _options, done) => {
  app.get("/pets", { schema: { querystring: Page } }, async (request) => {
    return await store.listPets(database, request.query);
  });

  app.post("/pets", { schema: { body: NewPet } }, async (request, reply) => {
    const pet = await store.createPet(database, request.body);
    return await reply
      .code(201)
      .header("Location", `/v1/pets/${String(pet.id)}`)
      .send(pet);
  });

  app.get("/pets/:petId", { schema: { params: PetId } }, async (request) => {
    const pet = await store.getPet(database, request.params.petId);
    if (pet === undefined) {
      throw noSuchPet();
    }
    return pet;
  });

  app.put("/pets/:petId", { schema: { params: PetId, body: NewPet } }, async (request) => {
    const pet = await store.replacePet(database, request.params.petId, request.body);
    if (pet === undefined) {
      throw noSuchPet();
    }
    return pet;
  });

  app.delete("/pets/:petId", { schema: { params: PetId } }, async (request, reply) => {
    if (!(await store.deletePet(database, request.params.petId))) {
      throw noSuchPet();
    }
    return await reply.code(204).send();
  });
  done();
};

const app = fastify({
  loggerInstance: logger,
  logController: new LogController({ disableRequestLogging: true }),
  genReqId: ({ headers }) => requestId(headers["x-request-id"]?.toString()),
  bodyLimit: BODY_LIMIT,
  handlerTimeout: TIMEOUT_MS,
});
app.setValidatorCompiler<z.ZodType>(({ schema }) => (input: unknown) => {
  return { value: parsed(schema, input) };
});
app.addHook("onRequest", (request, reply, next) => {
  reply.header("X-Request-Id", request.id);
  next();
});
app.addHook("onResponse", (request, reply, next) => {
  const { method, id } = request;
  const [path = ""] = request.url.split("?", 1);
  const { statusCode: status, elapsedTime } = reply;
  const start = performance.now() - elapsedTime;
  const route = request.routeOptions.url ?? "";
  observe({ method, path, route, status, start, requestId: id });
  next();
});
await app.register(helmet);
app.setErrorHandler((error, _request, reply) => {
  const isRefused = error instanceof Error && "statusCode" in error && error.statusCode === 400;
  const problem = isRefused ? new Problem(400, error.message) : understood(error);
  if (problem.status === 500) {
    logger.error({ err: error }, "request failed");
  }
  return reply.code(problem.status).send(problem.body);
});
app.setNotFoundHandler(() => {
  throw new Problem(404, "not found");
});
app.get("/readyz", async () => {
  await database.reader.run("SELECT 1");
  return { status: "ready" };
});
app.get("/metrics", async () => await metrics());
await app.register(pets, { prefix: "/v1" });

await app.listen({ host: hostname, port });
started(app.server.address(), () => void app.close());
