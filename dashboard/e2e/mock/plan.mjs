// A made-up plan around Muuga, Tallinn, for tests only; the real one comes from the server.
const box = (kind, name, west, south, east, north) => ({
  type: 'Feature',
  properties: { kind, name },
  geometry: { type: 'Polygon', coordinates: [[[west, south], [east, south], [east, north], [west, north], [west, south]]] },
});
const line = (kind, name, coordinates) => ({ type: 'Feature', properties: { kind, name }, geometry: { type: 'LineString', coordinates } });
const point = (kind, name, lon, lat) => ({ type: 'Feature', properties: { kind, name }, geometry: { type: 'Point', coordinates: [lon, lat] } });

export const plan = {
  type: 'FeatureCollection',
  features: [
    box('land', '', 24.9, 59.47, 25.02, 59.4955),
    box('zone', 'Muuga north', 24.935, 59.486, 24.985, 59.5),
    box('zone', 'Muuga south', 24.935, 59.474, 24.985, 59.486),
    box('yard', 'North yard', 24.94, 59.489, 24.957, 59.4945),
    box('yard', 'Container yard', 24.96, 59.489, 24.98, 59.4945),
    box('yard', 'South yard', 24.94, 59.477, 24.96, 59.484),
    box('building', 'Customs house', 24.968, 59.4795, 24.974, 59.4825),
    line('berth', 'Berth 1', [[24.94, 59.4957], [24.95, 59.4957]]),
    line('berth', 'Berth 2', [[24.952, 59.4957], [24.962, 59.4957]]),
    line('berth', 'Berth 3', [[24.964, 59.4957], [24.978, 59.4957]]),
    point('gate', 'Gate A', 24.962, 59.4745),
    point('gate', 'Gate B', 24.978, 59.4755),
    point('bay', 'Bay 1', 24.964, 59.4845),
    point('scanner', 'Scanner', 24.972, 59.4855),
    line('channel', 'Approach channel', [[24.958, 59.4975], [24.94, 59.53], [24.86, 59.6]]),
    box('anchorage', 'Anchorage Q', 24.98, 59.515, 25.03, 59.535),
  ],
};

export const zones = ['Muuga north', 'Muuga south'];
