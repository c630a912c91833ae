import "reflect-metadata";

import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  Catch,
  Controller,
  Delete,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpCode,
  HttpException,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  Param,
  type PipeTransform,
  Post,
  Put,
  Query,
  Res,
} from "@nestjs/common";
import { APP_FILTER, APP_INTERCEPTOR, NestFactory } from "@nestjs/core";
import type { NestExpressApplication } from "@nestjs/platform-express";
import type { NextFunction, Request, Response } from "express";
import helmet from "helmet";
import { type Observable, throwError, timeout } from "rxjs";
import type { z } from "zod";

import { Database } from "./database.js";
import { logger, metrics, observe, requestId } from "./observe.js";
import * as store from "./pets.js";
import { NewPet, Page, PetId } from "./pets.js";
import { Problem, noSuchPet, parsed, understood } from "./problem.js";
import { BODY_LIMIT, TIMEOUT_MS, database, hostname, port, started } from "./start.js";

class Valid<S extends z.ZodType> implements PipeTransform<unknown, z.infer<S>> {
  constructor(private readonly schema: S) {}

  transform(input: unknown): z.infer<S> {
    return parsed(this.schema, input);
  }
}

@Injectable()
class PetsService {
  constructor(@Inject(Database) private readonly database: Database) {}

  list(page: Page) {
    return store.listPets(this.database, page);
  }

  create(pet: NewPet) {
    return store.createPet(this.database, pet);
  }

  async get(id: number) {
    const pet = await store.getPet(this.database, id);
    if (pet === undefined) {
      throw noSuchPet();
    }
    return pet;
  }

  async replace(id: number, pet: NewPet) {
    const replaced = await store.replacePet(this.database, id, pet);
    if (replaced === undefined) {
      throw noSuchPet();
    }
    return replaced;
  }

  async remove(id: number) {
    if (!(await store.deletePet(this.database, id))) {
      throw noSuchPet();
    }
  }
}

@Controller("/v1/pets")
class PetsController {
  constructor(@Inject(PetsService) private readonly pets: PetsService) {}

  @Get()
  list(@Query(new Valid(Page)) page: Page) {
    return this.pets.list(page);
  }

  @Post()
  async create(
    @Body(new Valid(NewPet)) input: NewPet,
    @Res({ passthrough: true }) response: Response,
  ) {
    const pet = await this.pets.create(input);
    response.set("Location", `/v1/pets/${String(pet.id)}`);
    return pet;
  }

  @Get(":petId")
  get(@Param(new Valid(PetId)) { petId }: z.infer<typeof PetId>) {
    return this.pets.get(petId);
  }

  @Put(":petId")
  replace(
    @Param(new Valid(PetId)) { petId }: z.infer<typeof PetId>,
    @Body(new Valid(NewPet)) input: NewPet,
  ) {
    return this.pets.replace(petId, input);
  }

  @Delete(":petId")
  @HttpCode(204)
  async remove(@Param(new Valid(PetId)) { petId }: z.infer<typeof PetId>) {
    await this.pets.remove(petId);
  }
}

@Controller()
class OwnController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Get("/readyz")
  async ready() {
    await this.database.reader.run("SELECT 1");
    return { status: "ready" };
  }

  @Get("/metrics")
  metrics() {
    return metrics();
  }
}

@Injectable()
class TimeLimit implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    const late = () => throwError(() => new Problem(503, "too slow"));
    return next.handle().pipe(timeout({ each: TIMEOUT_MS, with: late }));
  }
}

@Catch()
class Answer implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const problem =
      error instanceof HttpException
        ? understood(Object.assign(new Error(error.message), { status: error.getStatus() }))
        : understood(error);
    if (problem.status === 500) {
      logger.error({ err: error }, "request failed");
    }
    host.switchToHttp().getResponse<Response>().status(problem.status).json(problem.body);
  }
}

@Module({
  controllers: [PetsController, OwnController],
  providers: [
    PetsService,
    { provide: Database, useValue: database },
    { provide: APP_FILTER, useClass: Answer },
    { provide: APP_INTERCEPTOR, useClass: TimeLimit },
  ],
})
class AppModule {}

/** The request id, the log and the metrics. */
function surround(request: Request, response: Response, next: NextFunction): void {
  const start = performance.now();
  const id = requestId(request.get("x-request-id"));
  response.set("X-Request-Id", id);
  response.on("finish", () => {
    const { method, route } = request;
    const [path = ""] = request.originalUrl.split("?", 1);
    const template = String(route?.path ?? "");
    observe({ method, path, route: template, status: response.statusCode, start, requestId: id });
  });
  next();
}

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: false });
app.disable("x-powered-by").disable("etag");
app.useBodyParser("json", { limit: BODY_LIMIT });
app.use(helmet());
app.use(surround);
await app.listen(port, hostname);
started(app.getHttpServer().address(), () => void app.close());
