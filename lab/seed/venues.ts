/** Invented houses in real cities. */
export const venues = {
  oldShipyard: { name: 'Old Shipyard', city: 'Hamburg', address: 'Slipway 4', timezone: 'Europe/Berlin' },
  lanternHall: { name: 'Lantern Hall', city: 'Vienna', address: 'Ring 112', timezone: 'Europe/Vienna' },
  depotFour: { name: 'Depot Four', city: 'Berlin', address: 'Tramway Yard 4', timezone: 'Europe/Berlin' },
  riverGarden: { name: 'River Garden', city: 'Lyon', address: 'Quai 17', timezone: 'Europe/Paris' },
  skyDome: { name: 'Sky Dome', city: 'Copenhagen', address: 'Observatory Hill 1', timezone: 'Europe/Copenhagen' },
  gaslightTheatre: { name: 'Gaslight Theatre', city: 'London', address: '9 Chandler Row', timezone: 'Europe/London' },
  cellarClub: { name: 'The Cellar Club', city: 'Berlin', address: 'Mill Lane 30', timezone: 'Europe/Berlin' },
  meadowArena: { name: 'Meadow Arena', city: 'Hamburg', address: 'Heron Way 1', timezone: 'Europe/Berlin' },
  glassForum: { name: 'Glass Forum', city: 'Lisbon', address: 'Avenida do Vidro 8', timezone: 'Europe/Lisbon' },
} as const;
