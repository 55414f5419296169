import { Alert, Button, Text } from '@mantine/core';
import { IconCamera, IconCameraOff } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';

/** https://developer.mozilla.org/docs/Web/API/Barcode_Detection_API: in some browsers only, and not in TypeScript's. */
interface BarcodeDetector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type Detectors = { BarcodeDetector?: new (options: { formats: string[] }) => BarcodeDetector };

const lookEveryMs = 250;

/** Reads codes with the camera, where the browser can. */
export function CameraScanner(props: {
  isWatching: boolean;
  onWatch: (isWatching: boolean) => void;
  onScan: (code: string) => void;
}) {
  const Detector = (window as Detectors).BarcodeDetector;
  if (Detector === undefined || !('mediaDevices' in navigator)) {
    return <Text size="sm">This browser cannot read codes with a camera. A hand scanner or typing works.</Text>;
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={props.isWatching ? <IconCameraOff size={16} aria-hidden /> : <IconCamera size={16} aria-hidden />}
        onClick={() => props.onWatch(!props.isWatching)}
      >
        {props.isWatching ? 'Stop the camera' : 'Use the camera'}
      </Button>
      {props.isWatching && <Camera detector={Detector} onScan={props.onScan} />}
    </>
  );
}

function Camera(props: { detector: NonNullable<Detectors['BarcodeDetector']>; onScan: (code: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  const scan = useEffectEvent(props.onScan);
  const Detector = props.detector;

  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let ended = false;
    const watch = async (): Promise<void> => {
      try {
        const detector = new Detector({ formats: ['qr_code'] });
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
        const screen = video.current;
        if (ended || screen === null) return;
        screen.srcObject = stream;
        await screen.play();
        const look = async (): Promise<void> => {
          const codes = await detector.detect(screen).catch(() => []);
          for (const { rawValue } of codes) scan(rawValue);
          if (!ended) timer = setTimeout(() => void look(), lookEveryMs);
        };
        await look();
      } catch {
        setRefused(true);
      } finally {
        if (ended) for (const track of stream?.getTracks() ?? []) track.stop();
      }
    };
    void watch();
    return () => {
      ended = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
  }, [Detector]);

  if (isRefused) {
    return (
      <Alert color="yellow" title="The camera cannot be used">
        Allow it in the browser’s settings for this page, or type the code.
      </Alert>
    );
  }
  return (
    <video ref={video} muted playsInline width="100%" style={{ borderRadius: 8 }} aria-label="What the camera sees" />
  );
}
