// Where things lie: from the source folder and build/setup.json in development, from the package's resources
// otherwise. In: facts about this start. Out: absolute paths. FREEHOLD_* variables count in development only.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { policyFileOf } from '../sovereignty/policy.ts';
import type { HostPaths } from './hostOptions.ts';

export interface StartFacts {
  readonly packaged: boolean;
  /** The source folder in development. */
  readonly appDir: string;
  readonly resourcesDir: string;
  readonly userDataDir: string;
  readonly documentsDir: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const setupFile = z.object({ nodeBinary: z.string(), modelsDir: z.string() });

/** Throws with a sentence for the developer when `npm run setup` hasn't been run. */
export function resolvePaths(facts: StartFacts): HostPaths {
  const { userDataDir } = facts;
  const ownModels = join(userDataDir, 'models');
  const perUser = { userDataDir, logDir: join(userDataDir, 'logs'), downloadedModelsDir: ownModels };
  const defaultLibraryDir = join(facts.documentsDir, 'Freehold Library');

  const policyFile = policyFileOf(facts.platform, facts.environment);

  if (facts.packaged) {
    const inResources = (...parts: string[]): string => join(facts.resourcesDir, ...parts);
    return {
      ...perUser,
      policyFile,
      nodeBinary: facts.platform === 'win32' ? inResources('node', 'node.exe') : inResources('node', 'bin', 'node'),
      enginesDir: inResources('engines'),
      modelDirs: [inResources('models'), ownModels],
      modelCatalogFile: inResources('model-catalog.json'),
      modelDownloadsFile: inResources('model-downloads.json'),
      sampleLibraryDir: inResources('sample-library'),
      sampleQuestionsFile: inResources('sample-questions.json'),
      defaultLibraryDir,
    };
  }

  const inSource = (...parts: string[]): string => join(facts.appDir, ...parts);
  const setup = readSetup(inSource('build', 'setup.json'));
  return {
    ...perUser,
    policyFile: facts.environment['FREEHOLD_POLICY'] ?? policyFile,
    nodeBinary: setup.nodeBinary,
    enginesDir: inSource('build', 'engines'),
    modelDirs: [setup.modelsDir, ownModels],
    modelCatalogFile: inSource('resources', 'model-catalog.json'),
    modelDownloadsFile: facts.environment['FREEHOLD_DOWNLOADS'] ?? inSource('resources', 'model-downloads.json'),
    sampleLibraryDir: inSource('resources', 'sample-library'),
    sampleQuestionsFile: inSource('resources', 'sample-questions.json'),
    defaultLibraryDir: facts.environment['FREEHOLD_LIBRARY'] ?? defaultLibraryDir,
  };
}

function readSetup(file: string): z.infer<typeof setupFile> {
  if (!existsSync(file)) throw new Error(`${file} is missing. Run "npm run setup" first.`);
  return setupFile.parse(JSON.parse(readFileSync(file, 'utf8')));
}
