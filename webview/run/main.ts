import { mount } from 'svelte';
import { connect } from '../host/host.js';
import RunPage from './RunPage.svelte';
import '../ui/page.css';

mount(RunPage, { target: document.body, props: { host: connect() } });
