import { Hono } from 'hono';
import type { Env } from '../http/route.ts';
import type { Desk } from './desk.ts';
import { createPresetRoutes } from './preset-routes.ts';
import { createProjectRoutes } from './project-routes.ts';
import { createPromptRoutes } from './prompt-routes.ts';
import { createVersionRoutes } from './version-routes.ts';

/** Prompts, their versions and labels, projects and presets for who has no device that syncs. */
export function createRecordRoutes(desk: Desk): Hono<Env> {
  return new Hono<Env>()
    .route('/', createPromptRoutes(desk))
    .route('/', createVersionRoutes(desk))
    .route('/', createProjectRoutes(desk))
    .route('/', createPresetRoutes(desk));
}
