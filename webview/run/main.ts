import { mount } from 'svelte';
import { connect } from '../host/host.js';
import RunPage from './RunPage.svelte';

mount(RunPage, { target: document.body, props: { host: connect() } });
