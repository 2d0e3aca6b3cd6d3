import { receiver } from '@herald/receive/express';
import express from 'express';

const { SECRET: secret, PORT } = process.env;
const hook = receiver({ secret }, event => console.log(event.type, event.id));
express().post('/hook', hook).listen(PORT, '127.0.0.1');
