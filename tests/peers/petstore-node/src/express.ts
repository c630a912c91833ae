import express, {
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type Response,
  Router,
} from "express";
import helmet from "helmet";

import { logger, metrics, observe, requestId } from "./observe.js";
import * as store from "./pets.js";
import { NewPet, Page, PetId } from "./pets.js";
import { Problem, noSuchPet, parsed, understood } from "./problem.js";
import { BODY_LIMIT, TIMEOUT_MS, database, hostname, port, started } from "./start.js";

const pets = Router();

pets.get("/pets", async (req, res) => {
  res.json(await store.listPets(database, parsed(Page, req.query)));
});

pets.post("/pets", async (req, res) => {
  const pet = await store.createPet(database, parsed(NewPet, req.body));
  res
    .status(201)
    .set("Location", `/v1/pets/${String(pet.id)}`)
    .json(pet);
});

pets.get("/pets/:petId", async (req, res) => {
  const pet = await store.getPet(database, parsed(PetId, req.params).petId);
  if (pet === undefined) {
    throw noSuchPet();
  }
  res.json(pet);
});

pets.put("/pets/:petId", async (req, res) => {
  const { petId } = parsed(PetId, req.params);
  const pet = await store.replacePet(database, petId, parsed(NewPet, req.body));
  if (pet === undefined) {
    throw noSuchPet();
  }
  res.json(pet);
});

pets.delete("/pets/:petId", async (req, res) => {
  if (!(await store.deletePet(database, parsed(PetId, req.params).petId))) {
    throw noSuchPet();
  }
  res.status(204).end();
});

/** The request id, the log, the metrics, and a limit on the time. */
function surround(req: Request, res: Response, next: NextFunction): void {
  const start = performance.now();
  const id = requestId(req.get("x-request-id"));
  res.set("X-Request-Id", id);
  const timer = setTimeout(() => {
    if (!res.headersSent) {
      res.status(503).json(new Problem(503, "too slow").body);
    }
  }, TIMEOUT_MS);
  res.on("close", () => {
    clearTimeout(timer);
    const { method, route } = req;
    const [path = ""] = req.originalUrl.split("?", 1);
    const template = req.baseUrl + String(route?.path ?? "");
    observe({ method, path, route: template, status: res.statusCode, start, requestId: id });
  });
  next();
}

const answer: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const problem = understood(error);
  if (problem.status === 500) {
    logger.error({ err: error }, "request failed");
  }
  res.status(problem.status).json(problem.body);
};

const app = express();
app.disable("x-powered-by").disable("etag").set("query parser", "simple");
app.use(helmet());
app.use(surround);
app.use(express.json({ limit: BODY_LIMIT }));
app.get("/readyz", async (_req, res) => {
  await database.reader.run("SELECT 1");
  res.json({ status: "ready" });
});
app.get("/metrics", async (_req, res) => {
  res.type("text/plain").send(await metrics());
});
app.use("/v1", pets);
app.use(() => {
  throw new Problem(404, "not found");
});
app.use(answer);

const server = app.listen(port, hostname, () => {
  started(server.address(), () => server.close());
});
