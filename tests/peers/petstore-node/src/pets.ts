import { asc, eq } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { z } from "zod";

import type { Database } from "./database.js";

export const pets = sqliteTable("pets", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  name: text("name").notNull(),
  tag: text("tag"),
});

export const CREATE = `CREATE TABLE IF NOT EXISTS pets (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name TEXT NOT NULL CHECK (length(CAST(name AS BLOB)) >= 1 AND length(name) <= 60),
  tag TEXT CHECK (length(tag) <= 30)
)`;

export const NewPet = z.object({
  name: z.string().min(1).max(60),
  tag: z.string().max(30).optional(),
});
export type NewPet = z.infer<typeof NewPet>;

export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
export type Page = z.infer<typeof Page>;

export const PetId = z.object({ petId: z.coerce.number().int() });

type Row = typeof pets.$inferSelect;

export interface Pet {
  id: number;
  name: string;
  tag?: string | undefined;
}

function toPet({ id, name, tag }: Row): Pet {
  return { id, name, tag: tag ?? undefined };
}

export async function listPets({ reader }: Database, { limit, offset }: Page): Promise<Pet[]> {
  const rows = await reader.select().from(pets).orderBy(asc(pets.id)).limit(limit).offset(offset);
  return rows.map(toPet);
}

export async function getPet({ reader }: Database, id: number): Promise<Pet | undefined> {
  const [row] = await reader.select().from(pets).where(eq(pets.id, id));
  return row && toPet(row);
}

export async function createPet(database: Database, { name, tag }: NewPet): Promise<Pet> {
  return await database.write(async (connection) => {
    const [row] = await connection
      .insert(pets)
      .values({ name, tag: tag ?? null })
      .returning();
    if (row === undefined) {
      throw new Error("nothing was inserted");
    }
    return toPet(row);
  });
}

/** Read and written in one transaction, as the generated services do. */
export async function replacePet(
  database: Database,
  id: number,
  { name, tag }: NewPet,
): Promise<Pet | undefined> {
  return await database.transaction(async (tx) => {
    const [current] = await tx.select().from(pets).where(eq(pets.id, id));
    if (current === undefined) {
      return undefined;
    }
    const [row] = await tx
      .update(pets)
      .set({ name, tag: tag ?? null })
      .where(eq(pets.id, current.id))
      .returning();
    return row && toPet(row);
  });
}

export async function deletePet(database: Database, id: number): Promise<boolean> {
  const { rowsAffected } = await database.write((connection) =>
    connection.delete(pets).where(eq(pets.id, id)),
  );
  return rowsAffected > 0;
}
