"""Judges the scoreboard's figures: the board itself only measures."""

import json
import sys


def faults(app):
    """What is wrong with an application's result."""
    if 'unavailable' in app:
        yield f'not measured: {app["unavailable"]}'
        return
    probes = app['probes']
    for verdict in ('silent', 'dead'):
        if probes[verdict]:
            yield f'{probes[verdict]} probes {verdict}'
    if app['converter']['exit'] != 0:
        yield f'exit {app["converter"]["exit"]}'
    if not app['idempotent']:
        yield 'a second run changes something'
    if app['checks']['uncompilable']:
        yield f'does not compile: {app["checks"]["uncompilable"]}'


with open(sys.argv[1], encoding='utf-8') as file:
    results = json.load(file)['apps']
found = [f'{app["app"]}: {fault}' for app in results for fault in faults(app)]
print('\n'.join(found) if found else f'{len(results)} applications: nothing silent, nothing dead')
sys.exit(1 if found or not results else 0)
