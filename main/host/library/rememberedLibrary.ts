// `library.json`: the library that the window had open last. In: the folder of settings. Out: its file, read and written whole.
import path from 'node:path';
import { z } from 'zod';
import { createJsonFile, type JsonFile } from '../../files/jsonFile.ts';

export const REMEMBERED_FILE = 'library.json';

/** `libraryDir`: null when none is remembered. */
export const rememberedLibrary = z.object({ libraryDir: z.string().nullable() });

export const rememberedLibraryIn = (userDataDir: string): JsonFile<z.output<typeof rememberedLibrary>> => createJsonFile(path.join(userDataDir, REMEMBERED_FILE), rememberedLibrary, { libraryDir: null });
