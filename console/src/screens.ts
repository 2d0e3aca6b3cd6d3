// All screens. A screen is one entry here and one folder in screens/.
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Capability } from './session/session.ts';

/** What the path of a screen names, e.g. `targetId` */
export type ScreenParams = { readonly [name: string]: string | undefined };

export type Screen = {
  /** A pattern of wouter; its parameters are the component's `params` */
  path: string;
  title: string;
  /** Without it, the session does not see the screen */
  capability: Capability;
  /** Absent: the screen is reached from others only */
  inNavigation?: true;
  component: LazyExoticComponent<ComponentType<{ params: ScreenParams }>>;
};

/** Screens of one licensor. */
export const licensorScreens: readonly Screen[] = [
  {
    path: '/',
    title: 'Overview',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({ default: (await import('./screens/overview/overview.tsx')).Overview })),
  },
  {
    path: '/targets/new',
    title: 'Add a target',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({
      default: (await import('./screens/add-target/add-target.tsx')).AddTarget,
    })),
  },
  {
    path: '/subscribe',
    title: 'Subscribe a target',
    capability: 'view',
    component: lazy(async () => ({
      default: (await import('./screens/subscribe/subscribe.tsx')).Subscribe,
    })),
  },
  {
    path: '/targets/:targetId',
    title: 'Target',
    capability: 'view',
    component: lazy(async () => ({
      default: (await import('./screens/target/target-screen.tsx')).TargetScreen,
    })),
  },
  {
    path: '/deliveries',
    title: 'Deliveries',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({
      default: (await import('./screens/deliveries/deliveries.tsx')).Deliveries,
    })),
  },
  {
    path: '/events',
    title: 'Events',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({ default: (await import('./screens/events/events.tsx')).Events })),
  },
  {
    path: '/routing',
    title: 'Why did I not get it?',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({
      default: (await import('./screens/routing/routing-screen.tsx')).RoutingScreen,
    })),
  },
  {
    path: '/replays',
    title: 'Replays',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({ default: (await import('./screens/replays/replays.tsx')).Replays })),
  },
  {
    path: '/catalogue',
    title: 'Catalogue',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({ default: (await import('./screens/catalogue/catalogue.tsx')).Catalogue })),
  },
  {
    path: '/catalogue/:topic/:eventType',
    title: 'Event type',
    capability: 'view',
    component: lazy(async () => ({
      default: (await import('./screens/catalogue/event-type-screen.tsx')).EventTypeScreen,
    })),
  },
  {
    path: '/credentials',
    title: 'Credentials',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({
      default: (await import('./screens/credentials/credentials.tsx')).Credentials,
    })),
  },
  {
    path: '/access',
    title: 'Access',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({ default: (await import('./screens/access/access.tsx')).Access })),
  },
];

/** Screens over all licensors. Their paths are not below a licensor. */
export const operatorScreens: readonly Screen[] = [
  {
    path: '/',
    title: 'Installation',
    capability: 'view',
    inNavigation: true,
    component: lazy(async () => ({ default: (await import('./screens/licensors/licensors.tsx')).Licensors })),
  },
];
