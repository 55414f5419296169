import mongoose from 'mongoose';

export async function dropMongoDatabase(serverUrl: string, name: string): Promise<void> {
  const connection = await mongoose.createConnection(`${serverUrl}/${name}`).asPromise();
  try {
    await connection.dropDatabase();
  } finally {
    await connection.close();
  }
}
